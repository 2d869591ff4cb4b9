// Parses, formats and edits documents with the Go binding's companion.
package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"libvirt.org/go/libvirtxml"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func option(name string) string {
	for _, each := range os.Args[2:] {
		if strings.HasPrefix(each, name+"=") {
			return each[len(name)+1:]
		}
	}
	panic("option " + name + " is missing")
}

func number(name string) int {
	value, err := strconv.Atoi(option(name))
	check(err)
	return value
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func peakKiB() int {
	status, err := os.ReadFile("/proc/self/status")
	check(err)
	for _, line := range bytes.Split(status, []byte("\n")) {
		fields := strings.Fields(string(line))
		if len(fields) > 1 && fields[0] == "VmHWM:" {
			value, err := strconv.Atoi(fields[1])
			check(err)
			return value
		}
	}
	return 0
}

func parse(text string) *libvirtxml.Domain {
	domain := &libvirtxml.Domain{}
	check(domain.Unmarshal(text))
	return domain
}

func format(domain *libvirtxml.Domain) string {
	text, err := domain.Marshal()
	check(err)
	return text
}

func main() {
	content, err := os.ReadFile(option("documents"))
	check(err)
	var texts []string
	check(json.Unmarshal(content, &texts))
	var parsed []*libvirtxml.Domain
	for _, text := range texts {
		parsed = append(parsed, parse(text))
	}
	work := map[string]func(index int) int{
		"parse": func(index int) int { return len(parse(texts[index]).Devices.Disks) },
		"format": func(index int) int {
			return strings.Count(format(parsed[index]), "<disk ")
		},
		"edit": func(index int) int {
			domain := parse(texts[index])
			domain.VCPU.Value = 4
			return strings.Count(format(domain), ">4</vcpu>")
		},
	}
	work["format-new"] = work["format"]
	run := work[os.Args[1]]
	pass := func() int {
		seen := 0
		for index := range texts {
			seen += run(index)
		}
		return seen
	}
	for count := number("warm_up"); count > 0; count-- {
		pass()
	}
	passes, seen := number("count"), 0
	start, cpu := time.Now(), cpuTime()
	for count := 0; count < passes; count++ {
		seen = pass()
	}
	check(json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"seconds":    time.Since(start).Seconds(),
		"cpuSeconds": (cpuTime() - cpu).Seconds(),
		"peakKiB":    peakKiB(),
		"operations": passes,
		"seen":       seen,
	}))
}
