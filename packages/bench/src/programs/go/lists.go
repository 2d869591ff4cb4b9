package main

import (
	"sync/atomic"

	libvirt "github.com/libvirt/libvirt-go"
)

func list() {
	if number("loop") != 0 {
		startEventLoop()
	}
	conn := openConnection()
	count := number("count")
	var seen int64
	for index := -1; index < count; index++ {
		if index == 0 {
			seen = 0
			startMeasuring()
		}
		domains := listDomains(conn)
		inFlight(len(domains), number("in_flight"), func(index int) {
			domain := &domains[index]
			_, err := domain.GetName()
			check(err)
			_, err = domain.GetUUIDString()
			check(err)
			_, err = domain.GetID()
			check(err)
			_, err = domain.GetInfo()
			check(err)
			check(domain.Free())
			atomic.AddInt64(&seen, 1)
		})
	}
	stopMeasuring()
	report(count, int(seen))
}

func getAllXML() {
	if number("loop") != 0 {
		startEventLoop()
	}
	domains := listDomains(openConnection())
	count := number("count")
	var seen int64
	for index := -1; index < count; index++ {
		if index == 0 {
			seen = 0
			startMeasuring()
		}
		inFlight(len(domains), number("in_flight"), func(index int) {
			_, err := domains[index].GetXMLDesc(0)
			check(err)
			atomic.AddInt64(&seen, 1)
		})
	}
	stopMeasuring()
	report(count, int(seen))
}

func statistics() {
	startEventLoop()
	conn := openConnection()
	count, seen := number("count"), 0
	for index := -2; index < count; index++ {
		if index == 0 {
			seen = 0
			startMeasuring()
		}
		all, err := conn.GetAllDomainStats([]*libvirt.Domain{}, 0, 0)
		check(err)
		for _, each := range all {
			// This binding adds no reference, so there is none to free.
			if each.Domain != nil {
				seen++
			}
		}
	}
	stopMeasuring()
	report(count, seen)
}
