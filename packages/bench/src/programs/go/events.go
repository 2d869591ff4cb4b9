package main

import (
	"sync"
	"sync/atomic"
	"time"

	libvirt "github.com/libvirt/libvirt-go"
)

func events() {
	lanes := number("in_flight")
	each := number("count") / lanes
	startEventLoop()
	conn := openConnection()
	domains := listDomains(conn)
	latencies := make([]float64, lanes*each)
	starts := make([]time.Time, lanes)
	arrivals := make([]chan float64, lanes)
	var seen int64
	for lane := 0; lane < lanes; lane++ {
		lane := lane
		arrivals[lane] = make(chan float64, each)
		arrive := func(*libvirt.Connect, *libvirt.Domain, *libvirt.DomainEventLifecycle) {
			atomic.AddInt64(&seen, 1)
			arrivals[lane] <- float64(time.Since(starts[lane]).Nanoseconds()) / 1000
		}
		_, err := conn.DomainEventLifecycleRegister(&domains[lane], arrive)
		check(err)
	}
	var lanesEnd sync.WaitGroup
	cause := func(lane int) {
		defer lanesEnd.Done()
		for index := 0; index < each; index++ {
			starts[lane] = time.Now()
			if index%2 == 0 {
				check(domains[lane].Suspend())
			} else {
				check(domains[lane].Resume())
			}
			latencies[lane*each+index] = <-arrivals[lane]
		}
	}
	startMeasuring()
	for lane := 0; lane < lanes; lane++ {
		lanesEnd.Add(1)
		go cause(lane)
	}
	lanesEnd.Wait()
	stopMeasuring()
	figures["latencies"] = latencies
	report(lanes*each, int(seen))
}

func connections() {
	ignore := func(*libvirt.Connect, *libvirt.Domain, *libvirt.DomainEventLifecycle) {}
	watch := func() *libvirt.Connect {
		conn := openConnection()
		_, err := conn.DomainEventLifecycleRegister(nil, ignore)
		check(err)
		return conn
	}
	count := number("count")
	startEventLoop()
	open := []*libvirt.Connect{watch()}
	kib, threads := residentKiB(), countThreads()
	startMeasuring()
	for index := 0; index < count; index++ {
		open = append(open, watch())
	}
	stopMeasuring()
	time.Sleep(500 * time.Millisecond)
	figures["grownKiB"] = residentKiB() - kib
	figures["threads"] = countThreads() - threads
	report(count, len(open)-1)
}
