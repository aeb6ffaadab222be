package browser

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"naryad/internal/i18n"
)

//go:embed shim.js
var shim []byte

// pageWithShim is index.html with the shim before every other script.
func pageWithShim(files fs.FS) ([]byte, error) {
	page, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return nil, fmt.Errorf("the frontend is not built: %w", err)
	}
	head := bytes.Index(page, []byte("<head>"))
	if head < 0 {
		return nil, fmt.Errorf("the frontend's index.html has no <head>")
	}
	head += len("<head>")
	out := append([]byte{}, page[:head]...)
	out = append(out, `<script src="/naryad-shim.js"></script>`...)
	return append(out, page[head:]...), nil
}

func (s *Server) getPage(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(s.page)
}

// getShim serves the shim with the sentences that it must be able to say when this program no longer answers.
func (s *Server) getShim(w http.ResponseWriter, _ *http.Request) {
	texts := map[string]string{}
	for _, lang := range i18n.Languages {
		texts[lang] = i18n.New(lang).Error("browser.gone", nil)
	}
	b, err := json.Marshal(texts)
	if err != nil {
		s.fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	_, _ = w.Write(bytes.Replace(shim, []byte("/*GONE*/ {}"), b, 1))
}

// assets serves the built files: no directory lists, and for ever where the name holds the content's hash.
func assets(files fs.FS) http.Handler {
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		info, err := fs.Stat(files, strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil || info.IsDir() {
			http.NotFound(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
		}
		server.ServeHTTP(w, r)
	})
}
