import DeskModel
import TicketStorage

/// What admins have designed about tickets, as programs see it.
enum DesignResources {
    static let bilingual = APIObject(
        "BilingualText",
        "Words in the desk's two languages; either may be empty.",
        [.required("en", .words, "English."), .required("zh", .words, "Simplified Chinese.")]
    )

    private static let choice = APIObject(
        "FieldChoice",
        "An answer that a select offers.",
        [
            .required("value", .words, "What tickets keep."),
            .required("label", .object(bilingual), "What people read."),
            .required("offered_when", .items(.words), "The values of the field above that it goes with; none is all."),
        ]
    )

    static let field = APIObject(
        "Field",
        "A field that tickets have.",
        [
            .required("key", .words, "What tickets, searches and forms call it."),
            .required("name", .object(bilingual), "What people call it."),
            .required("kind", .choice(TicketField.Kind.allCases.map(\.rawValue)), "What values look like."),
            .required("help", .object(bilingual), "What is to be filled in."),
            .required("choices", .items(.object(choice)), "What a select offers."),
            .required("parent", .nullable(.words), "The key of the select that the choices depend on."),
            .required("types", .items(.words), "The types of ticket that have it; none is all."),
            .required("audience", .choice(TicketField.Audience.allCases.map(\.rawValue)), "Who sees it."),
            .required("needed_to_solve", .boolean, "Whether a ticket is solved only once it has a value."),
            .required("position", .count, "Its place."),
            .required("retired", .boolean, "Whether tickets get no new values of it."),
        ]
    )

    static let type = APIObject(
        "TicketType",
        "A kind of matter.",
        [
            .required("key", .words, "What tickets keep."),
            .required("name", .object(bilingual), "What people call it."),
            .required("built_in", .boolean, "Whether it comes with the product."),
            .required("retired", .boolean, "Whether tickets no longer get it."),
        ]
    )

    static let tag = APIObject(
        "Tag",
        "A tag of tickets.",
        [
            .required("tag", .words, "The tag."),
            .required("count", .count, "How many tickets have it."),
            .required("retired", .boolean, "Whether tickets no longer get it."),
        ]
    )

    private static let limit = APIObject(
        "ServiceLimit",
        "How long something may take.",
        [
            .required("target", .choice(SLATarget.allCases.map(\.rawValue)), "What is limited."),
            .required("priority", TicketResource.priorities, "The priority it is for."),
            .required("minutes", .count, "Minutes of business time."),
        ]
    )

    static let policy = APIObject(
        "ServiceLevel",
        "How soon which tickets are answered and solved.",
        [
            .required("id", .id, "The id."),
            .required("name", .words, "The name."),
            .required("position", .count, "Its place; the first that is on and fits a ticket holds."),
            .required("enabled", .boolean, "Whether it is in force."),
            .required("types", .items(.words), "The types of ticket it is for; none is all."),
            .required("hours", .id, "The business hours that count."),
            .required("warning_percent", .count, "The share of a limit after which a clock warns."),
            .required("limits", .items(.object(limit)), "The limits."),
        ]
    )

    static func json(_ text: BilingualText) -> JSON { ["en": .text(text.english), "zh": .text(text.chinese)] }

    static func json(_ field: TicketField) -> JSON {
        let definition = field.definition
        return [
            "key": .text(field.key), "name": json(definition.name), "kind": .text(field.kind.rawValue),
            "help": json(definition.help),
            "choices": .array(
                definition.choices.map { choice in
                    [
                        "value": .text(choice.value), "label": json(choice.label),
                        "offered_when": .array(choice.offeredWhen.map { .text($0) }),
                    ]
                }
            ),
            "parent": .text(orNull: definition.parent), "types": .array(definition.types.map { .text($0) }),
            "audience": .text(definition.audience.rawValue), "needed_to_solve": .boolean(definition.isNeededToSolve),
            "position": .integer(field.position), "retired": .boolean(field.isRetired),
        ]
    }

    /// All types: those of the product, then the admins' own.
    static func types(_ design: TicketDesign) -> [JSON] {
        let (english, chinese) = (Words(language: .english), Words(language: .chinese))
        let builtIn = BuiltInTicketType.all.map { key -> JSON in
            [
                "key": .text(key), "name": ["en": .text(english.type(key)), "zh": .text(chinese.type(key))],
                "built_in": true, "retired": false,
            ]
        }
        return builtIn + design.types.map { json($0) }
    }

    static func json(_ type: CustomTicketType) -> JSON {
        [
            "key": .text(type.key), "name": json(type.name), "built_in": false, "retired": .boolean(type.isRetired),
        ]
    }

    static func json(_ tag: TagUse) -> JSON {
        ["tag": .text(tag.tag), "count": .integer(tag.count), "retired": .boolean(tag.isRetired)]
    }

    static func json(_ policy: SLAPolicy) -> JSON {
        [
            "id": .id(policy.id), "name": .text(policy.name), "position": .integer(policy.position),
            "enabled": .boolean(policy.isEnabled), "types": .array(policy.types.map { .text($0) }),
            "hours": .id(policy.hours), "warning_percent": .integer(policy.warningPercent),
            "limits": .array(
                policy.limits.map { limit in
                    [
                        "target": .text(limit.target.rawValue), "priority": .text(limit.priority.rawValue),
                        "minutes": .integer(limit.minutes),
                    ]
                }
            ),
        ]
    }
}
