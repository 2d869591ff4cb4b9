package main

import (
	"io"

	libvirt "github.com/libvirt/libvirt-go"
)

const chunk = 1 << 20

func findVolume(conn *libvirt.Connect) *libvirt.StorageVol {
	pool, err := conn.LookupStoragePoolByName(text("pool"))
	check(err)
	volume, err := pool.LookupStorageVolByName(text("volume"))
	check(err)
	return volume
}

func upload() {
	data := make([]byte, chunk)
	conn := openConnection()
	volume := findVolume(conn)
	stream, err := conn.NewStream(0)
	check(err)
	bytes := number("bytes")
	startMeasuring()
	check(volume.Upload(stream, 0, 0, 0))
	for sent := 0; sent < bytes; {
		at := sent % chunk
		end := chunk
		if bytes-sent < end-at {
			end = at + bytes - sent
		}
		taken, err := stream.Send(data[at:end])
		check(err)
		sent += taken
	}
	check(stream.Finish())
	stopMeasuring()
	report(1, bytes)
}

func download() {
	data := make([]byte, chunk)
	conn := openConnection()
	volume := findVolume(conn)
	stream, err := conn.NewStream(0)
	check(err)
	bytes := 0
	startMeasuring()
	check(volume.Download(stream, 0, 0, 0))
	for {
		taken, err := stream.Recv(data)
		if err == io.EOF {
			break
		}
		check(err)
		bytes += taken
	}
	check(stream.Finish())
	stopMeasuring()
	report(1, bytes)
}
