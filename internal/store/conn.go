package store

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
)

// conn is one connection with the statements that were prepared on it. It is used by one goroutine at a time.
type conn struct {
	c     *sql.Conn
	stmts map[string]*sql.Stmt
}

// dsn names a file together with the pragmas that every connection to it must have (STO-1): only in the DSN do they reach
// each of them. busy_timeout comes first, so that whatever follows can wait. WAL is a property of the file and not among
// them: Open sets it when it knows that the file is ours.
func dsn(path string, fast, queryOnly bool) string {
	sync := "FULL"
	if fast {
		sync = "OFF"
	}
	q := "_pragma=busy_timeout(5000)&_pragma=synchronous(" + sync + ")" +
		"&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=journal_size_limit(67108864)&_txlock=immediate&_dqs=0"
	if queryOnly {
		q += "&_pragma=query_only(ON)"
	}
	return fileURI(path) + "?" + q
}

// fileURI is path as SQLite's URI form wants it; any character may be in a person's directory names.
func fileURI(path string) string {
	p := filepath.ToSlash(path)
	if vol := filepath.VolumeName(path); vol != "" && !strings.HasPrefix(p, "/") {
		p = "/" + p // C:/… → file:///C:/…
	}
	return "file://" + (&url.URL{Path: p}).EscapedPath()
}

// openPool opens path with at most n connections.
func openPool(dsn string, n int) (*sql.DB, error) {
	pool, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	return pool, nil
}

func newConn(ctx context.Context, pool *sql.DB) (*conn, error) {
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{c: c, stmts: map[string]*sql.Stmt{}}, nil
}

func (c *conn) close() error {
	for _, s := range c.stmts {
		_ = s.Close()
	}
	return c.c.Close()
}

// stmt prepares query once for the life of the connection.
func (c *conn) stmt(query string) (*sql.Stmt, error) {
	if s := c.stmts[query]; s != nil {
		return s, nil
	}
	s, err := c.c.PrepareContext(context.Background(), query)
	if err != nil {
		return nil, err
	}
	c.stmts[query] = s
	return s, nil
}

// exec runs a prepared statement. It is never interrupted: a write is short, and an interrupted one leaves a
// transaction of which nothing is known. (A cancellable context also costs a goroutine for each statement.)
func (c *conn) exec(query string, args ...any) (sql.Result, error) {
	s, err := c.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(context.Background(), args...)
}

// script runs SQL text that is not worth preparing; it may hold several statements.
func (c *conn) script(text string) error {
	_, err := c.c.ExecContext(context.Background(), text)
	return err
}

// query runs a prepared query; ctx interrupts it.
func (c *conn) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := c.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

// row runs a query of at most one row; found is false when there is none.
func (c *conn) row(query string, args []any, into ...any) (found bool, err error) {
	rows, err := c.query(context.Background(), query, args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return false, rows.Err()
	}
	if err := rows.Scan(into...); err != nil {
		return false, err
	}
	return true, rows.Close()
}
