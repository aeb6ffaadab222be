package browser

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"

	"naryad/internal/desk"
)

// dispatcher calls the exported methods of one struct with JSON arguments.
type dispatcher struct{ methods map[string]reflect.Value }

var errorType = reflect.TypeFor[error]()

// newDispatcher takes the methods of bound. Each returns an error last and at most one value before it.
func newDispatcher(bound any) *dispatcher {
	d := &dispatcher{methods: map[string]reflect.Value{}}
	v := reflect.ValueOf(bound)
	for i := 0; i < v.NumMethod(); i++ {
		m, t := v.Method(i), v.Method(i).Type()
		name := v.Type().Method(i).Name
		if t.IsVariadic() || t.NumOut() < 1 || t.NumOut() > 2 || t.Out(t.NumOut()-1) != errorType {
			panic("browser: a bound method of another shape: " + name)
		}
		d.methods[name] = m
	}
	return d
}

var errArgs = errors.New("arguments do not fit")

// call decodes args strictly, exactly as many as the method takes, and calls it.
func (d *dispatcher) call(name string, args []byte) (result any, err error) {
	method, ok := d.methods[name]
	if !ok {
		return nil, fmt.Errorf("%w: no method", errArgs)
	}
	var raw []json.RawMessage
	if err := strict(args, &raw); err != nil || raw == nil {
		return nil, fmt.Errorf("%w: no list", errArgs)
	}
	t := method.Type()
	if len(raw) != t.NumIn() {
		return nil, fmt.Errorf("%w: their number", errArgs)
	}
	in := make([]reflect.Value, len(raw))
	for i := range raw {
		arg := reflect.New(t.In(i))
		if err := strict(raw[i], arg.Interface()); err != nil {
			return nil, fmt.Errorf("%w: argument %d", errArgs, i+1)
		}
		in[i] = arg.Elem()
	}
	out := method.Call(in)
	if e := out[len(out)-1]; !e.IsNil() {
		return nil, e.Interface().(error)
	}
	if len(out) == 2 {
		result = out[0].Interface()
	}
	return result, nil
}

// strict decodes exactly one JSON value without unknown fields.
func strict(data []byte, into any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errArgs
	}
	return nil
}

func (s *Server) postCall(w http.ResponseWriter, r *http.Request) {
	body, err := s.body(w, r)
	if err != nil {
		return
	}
	result, err := s.calls.call(r.PathValue("method"), body)
	switch {
	case errors.Is(err, errArgs):
		s.opts.Log.Warn("call was refused", "method", r.PathValue("method"), "error", err)
		s.fail(w, desk.Errorf(desk.CodeInvalid, "browser.malformed"))
	case err != nil:
		s.fail(w, err)
	default:
		s.answer(w, http.StatusOK, map[string]any{"result": result})
	}
}

func (s *Server) postSession(w http.ResponseWriter, r *http.Request) {
	body, err := s.body(w, r)
	if err != nil {
		return
	}
	var ask struct {
		Token string `json:"token"`
	}
	if err := strict(body, &ask); err != nil {
		s.fail(w, desk.Errorf(desk.CodeInvalid, "browser.malformed"))
		return
	}
	key, ok := s.keys.redeem(ask.Token)
	if !ok {
		s.fail(w, desk.Errorf(desk.CodeSignedOut, "browser.token"))
		return
	}
	s.answer(w, http.StatusOK, map[string]any{"session": key})
}

// body reads a request's body; where it cannot, it has answered.
func (s *Server) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	b, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		s.fail(w, desk.Errorf(desk.CodeTooLarge, "browser.too_large", "limitBytes", maxBody))
	case err != nil:
		s.fail(w, desk.Errorf(desk.CodeInvalid, "browser.malformed"))
	}
	return b, err
}

var statuses = map[desk.Code]int{
	desk.CodeInvalid: http.StatusBadRequest, desk.CodeForbidden: http.StatusForbidden, desk.CodeNotFound: http.StatusNotFound,
	desk.CodeConflict: http.StatusConflict, desk.CodeTooLarge: http.StatusRequestEntityTooLarge,
	desk.CodeTooMany: http.StatusTooManyRequests, desk.CodeSignedOut: http.StatusUnauthorized,
	desk.CodeUnavailable: http.StatusServiceUnavailable, desk.CodeTooOld: http.StatusUpgradeRequired,
}

func (s *Server) fail(w http.ResponseWriter, err error) {
	p := s.opts.App.Problem(err)
	status, ok := statuses[desk.Code(p.Code)]
	if !ok {
		status = http.StatusInternalServerError
	}
	s.answer(w, status, map[string]any{"error": p})
}

func (s *Server) answer(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		s.opts.Log.Error("answer was not encoded", "error", err)
		status, b = http.StatusInternalServerError, []byte(`{"error":{"code":"internal","key":"internal","params":{},"text":""}}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b) // a page that has gone away is no fault
}
