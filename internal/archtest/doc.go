// Package archtest keeps the house's walls where they are: which package may import which, who may touch the database
// driver and the window toolkit, and that nothing but the clock package reads the time or draws random bytes.
//
// It reads the source of every build (Windows' files and the desktop's too), not only what this machine compiles.
// The walls themselves are in table.go, each with its reason.
package archtest
