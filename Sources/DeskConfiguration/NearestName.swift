/// The allowed name that somebody who wrote `name` most likely meant, or nil when none is near.
///
/// Nearness is the optimal string alignment distance (insertions, deletions, replacements, swaps of neighbors); a third of
/// the letters may differ. Names over 64 octets are not compared.
func nearestName(to name: String, among allowed: some Sequence<String>) -> String? {
    let written = Array(name.lowercased().utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 })
    guard (1...64).contains(written.count) else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in allowed {
        let letters = Array(candidate.lowercased().utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 })
        let limit = max(1, max(written.count, letters.count) / 3)
        guard letters.count <= 64, abs(letters.count - written.count) <= limit else { continue }
        let distance = alignmentDistance(written, letters)
        if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
}

private func alignmentDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1]
        for column in 0..<right.count {
            let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
            var distance = min(replaced, last[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                distance = min(distance, beforeLast[column - 1] + 1)
            }
            current.append(distance)
        }
        (beforeLast, last) = (last, current)
    }
    return last[right.count]
}
