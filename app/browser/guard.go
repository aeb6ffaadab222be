package browser

import (
	"mime"
	"net/http"

	"naryad/internal/desk"
)

// policy lets the page load and call only what this port serves. Style attributes are allowed: components
// position things with them.
const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// guard refuses whatever does not come from this server's own page, before anything else looks at it.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !s.ours(r) {
			s.fail(w, desk.Errorf(desk.CodeForbidden, "browser.refused"))
			return
		}
		if r.Method == http.MethodPost {
			kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
			if err != nil || kind != "application/json" {
				s.fail(w, desk.Errorf(desk.CodeInvalid, "browser.malformed"))
				return
			}
			r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		}
		next.ServeHTTP(w, r)
	})
}

// ours says whether a request was made by our page, or by a person who opens it. Host is compared exactly, so that a
// name that was made to resolve to 127.0.0.1 is refused. A POST must say its Origin; every browser does.
func (s *Server) ours(r *http.Request) bool {
	if r.Host != s.host {
		return false
	}
	origins := r.Header.Values("Origin")
	if len(origins) > 1 || (len(origins) == 1 && origins[0] != s.origin) {
		return false
	}
	reading := r.Method == http.MethodGet || r.Method == http.MethodHead
	if !reading && len(origins) == 0 {
		return false
	}
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin":
		return true
	case "none": // typed, or opened by another program
		return reading && r.Header.Get("Sec-Fetch-Mode") == "navigate"
	}
	return false
}
