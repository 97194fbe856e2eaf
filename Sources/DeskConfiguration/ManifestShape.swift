import ChannelKit

/// What a manifest says beside its settings, as specifications.
enum ManifestShape {
    static let head: [SettingSpec] = [
        SettingSpec(
            name: "kind",
            type: .text(maximum: 64),
            isRequired: true,
            documentation: "The name that a channel gives as its `adapter`: 1 to 64 of `a-z`, `0-9` and `-`."
        ),
        SettingSpec(
            name: "title",
            type: .text(maximum: 80),
            isRequired: true,
            documentation: "A name for people."
        ),
        SettingSpec(
            name: "summary",
            type: .text(maximum: 300),
            isRequired: true,
            documentation: "One sentence on what the adapter is for."
        ),
        SettingSpec(
            name: "abilities",
            type: .object(abilities),
            defaultValue: .object([:]),
            documentation: "What the adapter can do. What is not named it cannot."
        ),
    ]

    static let settings = SettingSpec(
        name: "settings",
        type: .list(of: .object([]), count: 0...200),
        documentation: "What a channel of this kind may or must say."
    )

    private static let abilities: [SettingSpec] = [
        SettingSpec(
            name: "intake",
            type: .list(of: choice(of: AdapterAbilities.Intake.self), count: 0...5),
            documentation: "How arrivals come in."
        ),
        SettingSpec(name: "replies", type: .boolean, documentation: "Whether it sends replies."),
        SettingSpec(
            name: "inbound_attachments",
            type: .size(0...ByteCount.maximum),
            documentation: "How many bytes of attachments one arrival may have; without it none are taken."
        ),
        SettingSpec(
            name: "outbound_attachments",
            type: .size(0...ByteCount.maximum),
            documentation: "How many bytes of attachments one reply may have; without it none are sent."
        ),
        SettingSpec(
            name: "text_limit",
            type: .object([
                SettingSpec(
                    name: "maximum",
                    type: .integer(1...10_000_000),
                    isRequired: true,
                    documentation: "The number of units."
                ),
                SettingSpec(
                    name: "unit",
                    type: choice(of: AdapterAbilities.TextUnit.self),
                    isRequired: true,
                    documentation: "What is counted."
                ),
            ]),
            documentation: "The longest text of one part; without it there is no limit worth naming."
        ),
        SettingSpec(
            name: "threading",
            type: choice(of: AdapterAbilities.Threading.self),
            documentation: "How messages of one matter are tied together; `none` without it."
        ),
        SettingSpec(
            name: "receipts",
            type: .list(of: choice(of: AdapterAbilities.Receipt.self), count: 0...4),
            documentation: "What the provider tells about a message after taking it."
        ),
        SettingSpec(
            name: "reply_window",
            type: .duration(.seconds(1)...TimeSpan.maximum),
            documentation: "For how long after the customer's last message a reply is taken; without it always."
        ),
        SettingSpec(
            name: "late_replies",
            type: .list(of: choice(of: LateReply.Kind.self), count: 0...2),
            documentation:
                "What may be possible once that has passed: replies marked as a person's, approved templates."
        ),
        SettingSpec(
            name: "idempotent_sending",
            type: .boolean,
            documentation: "Whether the same part sent twice with one key reaches the recipient once."
        ),
        SettingSpec(
            name: "retries_unknown",
            type: .boolean,
            documentation:
                "Whether a send of unknown outcome may be tried again by itself, labelled as a possible repeat."
        ),
    ]

    private static func choice<Words: CaseIterable & RawRepresentable>(of type: Words.Type) -> SettingType
    where Words.RawValue == String { .choice(type.allCases.map(\.rawValue)) }
}
