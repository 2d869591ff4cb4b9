// Computes the h1 hash of a zip repeatedly, and prints how long each took.
package main

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strconv"
	"time"
)

func hash(name string) (string, error) {
	archive, err := zip.OpenReader(name)
	if err != nil {
		return "", err
	}
	defer archive.Close()
	files := archive.File
	sort.Slice(files, func(i, j int) bool { return files[i].Name < files[j].Name })
	all := sha256.New()
	for _, file := range files {
		content, err := file.Open()
		if err != nil {
			return "", err
		}
		one := sha256.New()
		_, err = io.Copy(one, content)
		content.Close()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(all, "%x  %s\n", one.Sum(nil), file.Name)
	}
	return "h1:" + base64.StdEncoding.EncodeToString(all.Sum(nil)), nil
}

func main() {
	result := struct {
		Milliseconds []float64 `json:"milliseconds"`
		Result       string    `json:"result"`
	}{}
	repeats, err := strconv.Atoi(os.Args[2])
	for repeat := 0; err == nil && repeat < repeats; repeat++ {
		start := time.Now()
		result.Result, err = hash(os.Args[1])
		result.Milliseconds = append(result.Milliseconds, float64(time.Since(start).Microseconds())/1000)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(result)
}
