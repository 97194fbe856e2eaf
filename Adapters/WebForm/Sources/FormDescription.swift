import ChannelKit

/// The form for programs: what `GET form` answers to whoever asks for JSON.
struct FormDescription: Sendable {
    var definition: FormDefinition
    var language: FormLanguage
    var issued: IssuedToken

    /// The description with everything a submission needs.
    func octets() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("title", definition.title.text(in: language) ?? FormWords.of(language).title)
            writer.member("language", language.tag)
            writer.member("token", issued.text)
            writer.member("minimum_fill_ms", Int(definition.minimumFillTime.wholeMilliseconds))
            Self.write(issued.challenge, to: &writer)
            writer.name("fields")
            writer.array { writer in
                for field in definition.fields { write(field, to: &writer) }
            }
        }
        return writer.octets
    }

    /// Writes the sum as a member, where there is one.
    static func write(_ challenge: ProofOfWork.Challenge?, to writer: inout JSONWriter) {
        guard let challenge else { return }
        writer.name("challenge")
        writer.object { writer in
            writer.member("algorithm", "SHA-256")
            writer.member("salt", challenge.salt)
            writer.member("digest", challenge.digest)
            writer.member("limit", challenge.limit)
        }
    }

    private func write(_ field: FormField, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", field.name)
            writer.member("type", field.kind.rawValue)
            writer.member("label", field.shown(in: language))
            writer.member("required", field.isRequired)
            if field.kind == .file {
                writer.member("maximum_count", definition.uploads.maximumCount)
                writer.member("maximum_bytes", definition.uploads.maximumBytes)
                writer.member("maximum_total_bytes", definition.uploads.maximumTotalBytes)
            } else {
                writer.member("maximum_length", field.maximumLength)
            }
            guard field.kind == .select else { return }
            if let parent = field.dependsOn { writer.member("depends_on", parent) }
            writer.name("choices")
            writer.array { writer in
                for choice in field.choices {
                    writer.object { writer in
                        writer.member("value", choice.value)
                        writer.member("label", choice.shown(in: language))
                        guard !choice.offeredWhen.isEmpty else { return }
                        writer.name("when")
                        writer.array { writer in
                            for answer in choice.offeredWhen.sorted() { writer.text(answer) }
                        }
                    }
                }
            }
        }
    }
}
