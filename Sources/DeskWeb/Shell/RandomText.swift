import ChannelKit

/// Text that nobody can guess.
enum RandomText {
    /// Random bits in base64url; 256 unless said otherwise.
    static func make(bytes: Int = 32) -> String {
        var generator = SystemRandomNumberGenerator()
        // Eight at a time: each asking of the system costs as much as the rest of it.
        let words = (0..<(bytes + 7) / 8).map { _ in generator.next() }
        return Base64URL.encode(Array(words.flatMap { word in withUnsafeBytes(of: word, Array.init) }.prefix(bytes)))
    }
}
