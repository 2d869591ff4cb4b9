package main

import libvirt "github.com/libvirt/libvirt-go"

func firstOf(conn *libvirt.Connect) *libvirt.Domain {
	return &listDomains(conn)[0]
}

func calls() {
	if number("loop") != 0 {
		startEventLoop()
	}
	domain := firstOf(openConnection())
	getInfo := func(int) {
		_, err := domain.GetInfo()
		check(err)
	}
	count := number("count")
	inFlight(count/10, number("in_flight"), getInfo)
	startMeasuring()
	inFlight(count, number("in_flight"), getInfo)
	stopMeasuring()
	report(count, count)
}

func names() {
	domain := firstOf(openConnection())
	count, seen := number("count"), 0
	startMeasuring()
	for index := 0; index < count; index++ {
		name, err := domain.GetName()
		check(err)
		seen += len(name)
	}
	stopMeasuring()
	report(count, seen)
}

func opens() {
	count := number("count")
	startEventLoop()
	for index := -count / 10; index < count; index++ {
		if index == 0 {
			startMeasuring()
		}
		_, err := openConnection().Close()
		check(err)
	}
	stopMeasuring()
	report(count, count)
}

func memory() {
	domain := firstOf(openConnection())
	count, before := number("count"), 0
	for index := -number("warm_up"); index < count; index++ {
		if index == 0 {
			before = residentKiB()
			startMeasuring()
		}
		_, err := domain.GetXMLDesc(0)
		check(err)
	}
	stopMeasuring()
	figures["grownKiB"] = residentKiB() - before
	report(count, count)
}

func firstDomain() {
	startMeasuring()
	name, err := firstOf(openConnection()).GetName()
	check(err)
	stopMeasuring()
	report(1, len(name))
}
