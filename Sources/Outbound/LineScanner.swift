import Glibc

/// Cuts received octets into lines and counted runs; linear in what is received.
struct LineScanner {
    /// A line was longer than allowed.
    struct LineTooLong: Error {}

    private var octets: [UInt8] = []
    private var head = 0
    /// Up to here no line feed was found yet.
    private var searched = 0

    /// Whether nothing is left to be read.
    var isEmpty: Bool { head == octets.count }

    /// Adds received octets.
    mutating func append(_ received: UnsafeRawBufferPointer) {
        if head == octets.count {
            // What one long line has taken is given back.
            octets.removeAll(keepingCapacity: octets.capacity <= 1 << 20)
            (head, searched) = (0, 0)
        } else if head > 64 * 1024, head > octets.count / 2 {
            octets.removeSubrange(..<head)
            searched -= head
            head = 0
        }
        octets.append(contentsOf: received)
    }

    /// The next line without its line end, or nil while it is not complete.
    mutating func line(maximum: Int) throws(LineTooLong) -> [UInt8]? {
        let found = octets.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, searched < bytes.count else { return nil }
            return memchr(base + searched, 0x0A, bytes.count - searched).map { UnsafeRawPointer($0) - base }
        }
        guard let found else {
            searched = octets.count
            if octets.count - head > maximum { throw LineTooLong() }
            return nil
        }
        var end = found
        if end > head, octets[end - 1] == 0x0D { end -= 1 }
        if end - head > maximum { throw LineTooLong() }
        defer {
            head = found + 1
            searched = head
        }
        return Array(octets[head..<end])
    }

    /// The next line without its line end, or the first `maximum` octets of a longer one; nil while neither is there.
    mutating func piece(maximum: Int) -> (octets: [UInt8], endsLine: Bool)? {
        do throws(LineTooLong) {
            guard let whole = try self.line(maximum: maximum) else { return nil }
            return (whole, true)
        } catch {
            var octets: [UInt8] = []
            _ = move(upTo: maximum, to: &octets)
            return (octets, false)
        }
    }

    /// Moves at most `count` octets to the end of `target` and returns how many there were.
    mutating func move(upTo count: Int, to target: inout [UInt8]) -> Int {
        let available = min(count, octets.count - head)
        target.append(contentsOf: octets[head..<head + available])
        head += available
        searched = max(searched, head)
        return available
    }
}
