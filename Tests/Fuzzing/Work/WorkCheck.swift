import Foundation
import WorkCounters

/// Counts what parsing, trimming and sanitizing do with inputs of one, two, four and eight times a size.
///
/// The largest are about as large as the bounds allow. What is counted are comparisons in our code and octets allocated
/// anywhere, so that a busy machine changes nothing; `scripts/fuzz` builds and runs it. Work that grows faster than the input
/// ends it with status 1.
@main
struct WorkCheck {
    static func main() {
        work_begin()
        // What is made once for the process is made here.
        for sample in WorkSample.all { sample.run(1) }
        var isLinear = true
        for sample in WorkSample.all {
            let measures = [1, 2, 4, 8].map { Measure(of: sample, times: $0) }
            for name in [\Measure.comparisons, \Measure.octets] where !Self.isLinear(measures.map { $0[keyPath: name] })
            {
                isLinear = false
                let kind = name == \Measure.comparisons ? "comparisons" : "octets allocated"
                print("\(sample.name): \(kind) at 1, 2, 4 and 8 times the size: \(measures.map { $0[keyPath: name] })")
            }
        }
        print(
            "\(WorkSample.all.count) inputs, \(isLinear ? "work grows no faster than any of them" : "some cost too much")"
        )
        exit(isLinear ? 0 : 1)
    }

    /// Twice the size may cost two and a half times the work: tables and buffers double.
    private static func isLinear(_ work: [UInt64]) -> Bool {
        zip(work, work.dropFirst()).allSatisfy { $1 <= $0 * 5 / 2 + 65_536 }
    }
}

/// The work that one input costs.
struct Measure {
    let comparisons: UInt64
    let octets: UInt64

    init(of sample: WorkSample, times size: Int) {
        let input = sample.input(size)
        let before = (work_comparisons(), work_octets())
        sample.kind.run(input)
        comparisons = work_comparisons() - before.0
        octets = work_octets() - before.1
    }
}
