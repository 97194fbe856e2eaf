public import ChannelKit

extension Sequence where Element == HeaderField {
    /// The value of the only field of that name, ASCII case ignored; nil when there is none, or more than one.
    ///
    /// For whatever authenticates a call: with two signatures, what is checked here may not be what somebody else reads.
    public func single(named name: String) -> String? {
        let wanted = name.lowercased()
        var found: String?
        for field in self where field.name.lowercased() == wanted {
            guard found == nil else { return nil }
            found = field.value
        }
        return found
    }
}
