package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"naryad/internal/clock"
	"naryad/internal/desk"
)

// Files of an authority's directory that belong to its key (SV-T1). The fingerprint is that of the certificate which
// was served last, so that an invitation made while the server is not running names the right key.
const (
	keyFile         = "tls.key"
	certFile        = "tls.crt"
	fingerprintFile = "tls.fingerprint"
)

const certLife = 10 * 365 * 24 * time.Hour

// certificate returns the given pair of files, or the directory's own, made on first use.
func certificate(dir, cert, key string, source clock.Source) (tls.Certificate, error) {
	if cert != "" || key != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return pair, errors.Join(desk.Errorf(desk.CodeInvalid, "server.bad_certificate", "file", filepath.Base(cert)), err)
		}
		return pair, nil
	}
	own := filepath.Join(dir, keyFile)
	if _, err := os.Stat(own); errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(dir, source); err != nil {
			return tls.Certificate{}, err
		}
	}
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, certFile), own)
	if err != nil {
		return pair, errors.Join(desk.Errorf(desk.CodeDamaged, "server.bad_key", "file", own), err)
	}
	return pair, nil
}

// makeKey writes a new ECDSA P-256 key and a certificate that it signs itself: names of this computer, ten years.
// Devices know the key by its fingerprint, so the names and dates matter to nobody but browsers.
func makeKey(dir string, source clock.Source) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), source.Entropy)
	if err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	now := source.Now().UTC()
	template := &x509.Certificate{
		SerialNumber:          new(big.Int).SetBytes(source.Bytes(15)),
		Subject:               pkix.Name{CommonName: "Naryad"},
		NotBefore:             now.Add(-24 * time.Hour),
		NotAfter:              now.Add(certLife),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	template.DNSNames, template.IPAddresses = ownNames()
	der, err := x509.CreateCertificate(source.Entropy, template, template, &key.PublicKey, key)
	if err != nil {
		return fmt.Errorf("make certificate: %w", err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return fmt.Errorf("encode key: %w", err)
	}
	// The certificate first: a key on the disk means that both are there.
	if err := writePEM(filepath.Join(dir, certFile), "CERTIFICATE", der); err != nil {
		return err
	}
	return writePEM(filepath.Join(dir, keyFile), "PRIVATE KEY", secret)
}

func writePEM(path, kind string, der []byte) error {
	return writeFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// writeFile puts a small secret file in place in one step: 0600, synced, renamed.
func writeFile(path string, data []byte) error {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	if err := os.Rename(part, path); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}

func ownNames() (names []string, ips []net.IP) {
	names = []string{"localhost"}
	if host, err := os.Hostname(); err == nil && host != "" && host != "localhost" {
		names = append(names, host)
	}
	ips = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return names, ips
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			ips = append(ips, n.IP)
		}
	}
	return names, ips
}

// fingerprintOf is SHA-256 of the leaf's SubjectPublicKeyInfo in base64url.
func fingerprintOf(pair tls.Certificate) (string, error) {
	leaf := pair.Leaf
	if leaf == nil {
		var err error
		if leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
			return "", fmt.Errorf("read certificate: %w", err)
		}
	}
	sum := sha256.Sum256(leaf.RawSubjectPublicKeyInfo)
	return base64.RawURLEncoding.EncodeToString(sum[:]), nil
}

// Fingerprint is that of the key which devices meet: of the certificate served last, else of the directory's own key.
func (s *Server) Fingerprint() (string, error) {
	if data, err := os.ReadFile(filepath.Join(s.dir, fingerprintFile)); err == nil {
		return strings.TrimSpace(string(data)), nil
	}
	pair, err := certificate(s.dir, "", "", s.clock)
	if err != nil {
		return "", err
	}
	return fingerprintOf(pair)
}
