extension APISchema {
    /// The schema in the OpenAPI document (JSON Schema 2020-12); named objects are referred to.
    var document: JSON {
        switch self {
        case .words: return ["type": "string"]
        case .line(let maximum):
            return [
                "type": "string", "minLength": 1, "maxLength": .integer(maximum),
                "pattern": #"^[^\u0000-\u001F\u007F]*$"#,
            ]
        case .paragraphs(let maximum):
            return ["type": "string", "minLength": 1, "maxLength": .integer(maximum), "pattern": #"^[^\u0000]*$"#]
        case .id: return ["type": "string", "pattern": .text(Self.idPattern)]
        case .cursor: return ["type": "string", "pattern": .text(Self.cursorPattern)]
        case .choice(let words): return ["type": "string", "enum": .array(words.map { .text($0) })]
        case .integer(let range):
            return ["type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]
        case .count: return ["type": "integer"]
        case .boolean: return ["type": "boolean"]
        case .time: return ["type": "string", "format": "date-time"]
        case .list(let item, let maximum):
            return ["type": "array", "items": item.document, "maxItems": .integer(maximum)]
        case .items(let item): return ["type": "array", "items": item.document]
        case .nullable(let schema): return ["anyOf": [schema.document, ["type": "null"]]]
        case .object(let object): return ["$ref": "#/components/schemas/\(object.name)"]
        }
    }

    /// The named objects in it, itself included.
    var objects: [APIObject] {
        switch self {
        case .list(let schema, _), .items(let schema), .nullable(let schema): schema.objects
        case .object(let object): [object] + object.fields.flatMap(\.schema.objects)
        default: []
        }
    }
}

extension APIObject {
    /// The object's own schema in the document.
    var document: JSON {
        .object([
            JSON.Member(name: "type", value: "object"),
            JSON.Member(name: "description", value: .text(summary)),
            JSON.Member(
                name: "properties",
                value: .object(
                    fields.map { field in
                        JSON.Member(name: field.name, value: field.schema.document.described(field.summary))
                    }
                )
            ),
            JSON.Member(name: "required", value: .array(fields.filter(\.isRequired).map { .text($0.name) })),
            JSON.Member(name: "additionalProperties", value: false),
        ])
    }
}

extension JSON {
    /// The schema with a description.
    func described(_ text: String) -> JSON {
        .object(members + [Member(name: "description", value: .text(text))])
    }
}
