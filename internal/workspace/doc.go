// Package workspace is the person's replica: one directory with one file that holds the replicated rows, the commands
// that the authority has not confirmed yet, and the images that take those commands back.
//
// A command runs here at once and again, with authority, on the server; what the server made of it comes back as rows.
// Execute and Read never wait for the network. Step does the one next thing that brings the replica and the authority
// together, Run repeats it. DESIGN.md has the rules SY-1 … that the tests are named by.
//
// Errors for people are *desk.Error; every other error is internal.
package workspace
