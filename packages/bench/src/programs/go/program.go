// Command program runs the measured operations with the Go binding.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	libvirt "github.com/libvirt/libvirt-go"
)

var operations = map[string]func(){
	"calls":        calls,
	"names":        names,
	"list":         list,
	"xml":          getAllXML,
	"statistics":   statistics,
	"events":       events,
	"upload":       upload,
	"download":     download,
	"opens":        opens,
	"memory":       memory,
	"connections":  connections,
	"first-domain": firstDomain,
}

// text returns an option that the benchmark passed as name=value.
func text(name string) string {
	for _, each := range os.Args[2:] {
		if strings.HasPrefix(each, name+"=") {
			return each[len(name)+1:]
		}
	}
	panic(name + " is missing")
}

func number(name string) int {
	value, err := strconv.Atoi(text(name))
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// startEventLoop runs libvirt's default event loop on another goroutine.
func startEventLoop() {
	check(libvirt.EventRegisterDefaultImpl())
	go func() {
		for {
			check(libvirt.EventRunDefaultImpl())
		}
	}()
}

func openConnection() *libvirt.Connect {
	conn, err := libvirt.NewConnect(text("uri"))
	check(err)
	return conn
}

func listDomains(conn *libvirt.Connect) []libvirt.Domain {
	domains, err := conn.ListAllDomains(0)
	check(err)
	return domains
}

// inFlight calls each for every number below count, on as many goroutines as lanes.
func inFlight(count, lanes int, each func(index int)) {
	if lanes == 1 {
		for index := 0; index < count; index++ {
			each(index)
		}
		return
	}
	var next int64 = -1
	var lanesEnd sync.WaitGroup
	for lane := 0; lane < lanes; lane++ {
		lanesEnd.Add(1)
		go func() {
			defer lanesEnd.Done()
			for {
				index := int(atomic.AddInt64(&next, 1))
				if index >= count {
					return
				}
				each(index)
			}
		}()
	}
	lanesEnd.Wait()
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func readStatus(key string) int {
	status, err := os.ReadFile("/proc/self/status")
	check(err)
	for _, line := range bytes.Split(status, []byte("\n")) {
		fields := strings.Fields(string(line))
		if len(fields) > 1 && fields[0] == key {
			value, err := strconv.Atoi(fields[1])
			check(err)
			return value
		}
	}
	return 0
}

func residentKiB() int  { return readStatus("VmRSS:") }
func countThreads() int { return readStatus("Threads:") }

var (
	start   time.Time
	wall    time.Duration
	cpu     time.Duration
	figures = map[string]interface{}{}
)

func startMeasuring() {
	start = time.Now()
	cpu = cpuTime()
}

func stopMeasuring() {
	wall = time.Since(start)
	cpu = cpuTime() - cpu
}

// report prints the number of operations that were timed, and of their results.
func report(count, seen int) {
	figures["seconds"] = wall.Seconds()
	figures["cpuSeconds"] = cpu.Seconds()
	figures["peakKiB"] = readStatus("VmHWM:")
	figures["operations"] = count
	figures["seen"] = seen
	check(json.NewEncoder(os.Stdout).Encode(figures))
}

func main() {
	operations[os.Args[1]]()
}
