import ChannelKit

/// Text that nobody can guess.
enum RandomText {
    /// Random bits in base64url; 256 unless said otherwise.
    static func make(bytes: Int = 32) -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64URL.encode((0..<bytes).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }
}
