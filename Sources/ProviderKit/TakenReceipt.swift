public import ChannelKit

extension DeliveryReceipt {
    /// The receipt of a provider that has taken a part over.
    ///
    /// - Parameters:
    ///   - provider: the provider's name for people, such as `Slack`.
    ///   - id: the id that it gave the part; nil or empty where it gave none.
    /// - Returns: the receipt, with the id made fit to be kept.
    public static func taken(by provider: Wording, as id: String?) -> DeliveryReceipt {
        guard let given = id, !given.isEmpty else {
            return DeliveryReceipt(
                answer: Wording("\(provider.english) has taken it.", "\(provider.chineseSubject)已接收。")
            )
        }
        let id = OneLine.id(given)
        return DeliveryReceipt(
            externalID: ExternalID(rawValue: id),
            answer: Wording(
                "\(provider.english) has taken it as \(id).",
                "\(provider.chineseSubject)已接收，编号 \(id)。"
            ).map { OneLine.text($0) }
        )
    }
}
