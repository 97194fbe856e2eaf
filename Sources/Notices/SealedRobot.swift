import Foundation

/// A robot's address as it is kept: encoded, then sealed by whoever holds the key.
public enum SealedRobot {
    /// What is kept of an address.
    ///
    /// - Parameters:
    ///   - address: the address.
    ///   - seal: encrypts octets.
    /// - Returns: the sealed octets; nil when they cannot be sealed.
    public static func make(_ address: RobotAddress, _ seal: ([UInt8]) -> [UInt8]?) -> [UInt8]? {
        guard let data = try? JSONEncoder().encode(address) else { return nil }
        return seal(Array(data))
    }

    /// The address that was kept; nil when it was sealed under another key.
    public static func open(_ sealed: [UInt8], _ unseal: ([UInt8]) -> [UInt8]?) -> RobotAddress? {
        unseal(sealed).flatMap { try? JSONDecoder().decode(RobotAddress.self, from: Data($0)) }
    }
}
