// The same work as the .NET cases of the paired driver, on golang.org/x/sync/singleflight.
package paired

import (
	"fmt"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sync/singleflight"
)

// Processor time of the process in nanoseconds, as on the .NET side.
func cpu() int64 {
	var now syscall.Timespec
	syscall.Syscall(syscall.SYS_CLOCK_GETTIME, 2, uintptr(unsafe.Pointer(&now)), 0)
	return now.Nano()
}

func report(b *testing.B, start int64) {
	b.ReportMetric(float64(cpu()-start)/float64(b.N), "cpu-ns/op")
}

func keys() []string {
	all := make([]string, 1024)
	for i := range all {
		all[i] = fmt.Sprintf("%06d-abcdefghijklmnopqrstuvwxyz0123456789", i)
	}
	return all
}

func done() (interface{}, error) { return "result", nil }

// An uncontended leader whose function returns at once.
func BenchmarkLeader(b *testing.B) {
	var group singleflight.Group
	all := keys()
	b.ReportAllocs()
	b.ResetTimer()
	start := cpu()
	for i := 0; i < b.N; i++ {
		group.Do(all[i&1023], done)
	}
	report(b, start)
}

// Two goroutines with keys of their own; one operation is one call, on the wall clock.
func BenchmarkTwoLeaders(b *testing.B) {
	var group singleflight.Group
	all := keys()
	var both sync.WaitGroup
	start := time.Now()
	for t := 0; t < 2; t++ {
		both.Add(1)
		go func(mine []string) {
			defer both.Done()
			for i := 0; i < b.N/2; i++ {
				group.Do(mine[i&511], done)
			}
		}(all[t*512 : t*512+512])
	}
	both.Wait()
	b.ReportMetric(float64(time.Since(start).Nanoseconds())/float64(b.N), "cpu-ns/op")
}

// A caller that joins a flight under way.
func BenchmarkJoin(b *testing.B) {
	var group singleflight.Group
	release := make(chan struct{})
	started := make(chan struct{})
	go group.Do("key", func() (interface{}, error) { close(started); <-release; return "result", nil })
	<-started
	b.ReportAllocs()
	b.ResetTimer()
	start := cpu()
	for i := 0; i < b.N; i++ {
		group.DoChan("key", done)
	}
	report(b, start)
	b.StopTimer()
	close(release)
}

// A thousand goroutines on one flight; one operation is the whole flight.
func BenchmarkThousand(b *testing.B) {
	var group singleflight.Group
	start := cpu()
	for i := 0; i < b.N; i++ {
		var all sync.WaitGroup
		for j := 0; j < 1000; j++ {
			all.Add(1)
			go func() {
				defer all.Done()
				group.Do("key", func() (interface{}, error) { runtime.Gosched(); return "result", nil })
			}()
		}
		all.Wait()
	}
	report(b, start)
}
