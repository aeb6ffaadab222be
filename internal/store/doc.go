// Package store keeps a workspace in one SQLite file: the Tx that the commands of desk run on, the authority's log, the
// replica's outbox and undo images, the lists that the desktop shows, and the checks that prove a file sound.
//
// A file is either a replica (replica.db) or an authority (authority.db). Both hold the replicated tables of desk.Tables;
// each has its own tables beside them. One process owns a file and one connection writes it; readers see snapshots and
// never wait. DESIGN.md has the decisions and the rules STO-1 … that the tests are named by.
//
// Errors for people are *desk.Error with keys "store.…"; every other error is internal.
package store
