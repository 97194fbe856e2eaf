/// How an exchange writes its own numbers and those outside: what tells a call's direction.
struct InternalNumbers: Sendable, Hashable {
    /// The longest extension, in digits; 0 takes no number for one.
    var longestExtension = 5
    /// What numbers of the desk's own begin with.
    var prefixes: [String] = []
    /// The exchange's contexts that calls from outside come in by.
    var trunkContexts: Set<String> = []
    /// What the names of channels to the outside begin with.
    var trunkChannels: [String] = []
    /// What the exchange dials before a number outside, such as `9`; the longest that fits is taken away.
    var strippedPrefixes: [String] = []

    /// A number without what the exchange puts around it: `Ext.`, a SIP address, the outside line's prefix.
    func stripped(_ number: String?) -> String? {
        guard var number else { return nil }
        if number.lowercased().hasPrefix("ext.") { number = String(number.dropFirst(4)) }
        for scheme in ["sip:", "sips:", "tel:"] where number.lowercased().hasPrefix(scheme) {
            number = String(number.dropFirst(scheme.count).prefix { $0 != "@" && $0 != ";" })
        }
        if number.count > longestExtension {
            let prefix = strippedPrefixes.filter { !$0.isEmpty && number.hasPrefix($0) }.max { $0.count < $1.count }
            if let prefix, number.count - prefix.count > longestExtension {
                number = String(number.dropFirst(prefix.count))
            }
        }
        return number.isEmpty ? nil : number
    }

    /// Whether a number is one of the desk's own.
    func isInternal(_ number: String) -> Bool {
        let digits = number.filter { $0.isASCII && $0.isNumber }
        if prefixes.contains(where: { !$0.isEmpty && number.hasPrefix($0) }) { return true }
        // Feature codes such as *97 are the exchange's own.
        if number.hasPrefix("*") || number.hasPrefix("#") { return true }
        guard !digits.isEmpty else { return false }
        return digits.count <= longestExtension && !number.hasPrefix("+")
    }

    /// Whether a context or channel leads outside.
    func isTrunk(context: String?, channel: String?) -> Bool {
        if let context, trunkContexts.contains(context) { return true }
        guard let channel else { return false }
        return trunkChannels.contains { !$0.isEmpty && channel.hasPrefix($0) }
    }

    /// Which way a call went.
    ///
    /// What the log says goes first, then the trunk, then the numbers; a withheld caller is outside. Where both ends seem to be
    /// outside, the number called is one of the desk's that nobody named in `prefixes`.
    func direction(of record: CallRecord) -> CallDirection {
        if let direction = record.direction { return direction }
        switch record.trunk {
        case .caller: return .inbound
        case .callee: return .outbound
        case nil: break
        }
        let fromInside = record.from.map(isInternal) ?? false
        let toInside = record.to.map(isInternal) ?? false
        return switch (fromInside, toInside) {
        case (true, true): .internal
        case (true, false): .outbound
        case (false, _): .inbound
        }
    }
}
