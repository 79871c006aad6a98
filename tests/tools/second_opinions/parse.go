// Reads PEM from standard input; prints, for each certificate, "ok" or why crypto/x509 does not parse it.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"os"
)

func main() {
	rest, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	for block, rest := pem.Decode(rest); block != nil; block, rest = pem.Decode(rest) {
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			fmt.Println(err)
		} else {
			fmt.Println("ok")
		}
	}
}
