import ChannelKit
import ProviderKit

/// Times as providers write them.
extension JSONValue {
    /// Seconds since the Unix epoch, as a number or as text.
    var seconds: Timestamp? { name.flatMap { Int64($0) }.map(Timestamp.init(seconds:)) }

    /// Milliseconds since the Unix epoch, as a number or as text.
    var milliseconds: Timestamp? { name.flatMap { Int64($0) }.map(Timestamp.init(rawValue:)) }
}
