import Glibc

/// Measures work in processor time of the calling thread, which a loaded machine does not lengthen as it does the clock's.
enum WorkMeter {
    /// How much longer four times the input may take.
    ///
    /// Work in proportion to the input takes four times as long, work in proportion to its square sixteen times.
    static let mostGrowth = 10.0
    /// Below that, in seconds, nothing is concluded from a measurement.
    static let noise = 0.1
    /// The largest input that is measured, in bytes.
    static let largest = 256 << 10

    /// The processor time of a piece of synchronous work, in seconds.
    static func seconds(of work: () throws -> Void) rethrows -> Double {
        let before = now()
        try work()
        return now() - before
    }

    private static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
