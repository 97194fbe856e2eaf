import Crypto
import Notices

extension DeskSite {
    /// A robot's address as it is kept: sealed with the installation's key; nil when it cannot be.
    func sealed(_ address: RobotAddress) -> [UInt8]? {
        let key = SymmetricKey(data: services.key("notice-robot"))
        return SealedRobot.make(address) { octets in
            (try? AES.GCM.seal(octets, using: key))?.combined.map(Array.init)
        }
    }
}
