import Crypto
import Foundation

/// A submission as it is journaled: what was answered, with the questions as they stood then.
///
/// So it can be read in years, whatever the form asks by then. The README describes the document.
struct SubmissionRecord: Sendable, Hashable {
    /// An answer with its question.
    struct Answer: Sendable, Hashable {
        var name: String
        var kind: String
        var role: String?
        var label: String
        var value: String
        /// The answer in words: a select's choice by its label.
        var shown: String
    }

    /// How the submission was told from a program's.
    enum Proof: String, Sendable, Hashable {
        /// The browser did its sum.
        case work
        /// A form of ours stood open for a while.
        case time
        /// Nothing; sent as JSON without a token.
        case none
    }

    static let mediaType = "application/vnd.tributary.web-form+json"

    var key: String
    var language: String
    var region: String?
    var proof: Proof
    /// Why it is thought to be no person's; nil when nothing speaks against it.
    var suspicion: String?

    /// The suspicion against a submission with words where people see no field.
    static let filledByProgram = "a field that people cannot see was filled in; most likely by a program"
    /// Whether octets that were no text were replaced.
    var isRepaired: Bool
    var answers: [Answer]
    var files: [AcceptedFile]

    /// Makes the SHA-256 of what was said: answers, files and suspicion, not how or when it came.
    func digest() -> [UInt8] {
        var writer = JSONWriter()
        writer.array { writer in
            for answer in answers {
                writer.text(answer.name)
                writer.text(answer.value)
            }
            for file in files {
                writer.text(file.name)
                writer.text(Hexadecimal.encode(SHA256.hash(data: file.octets)))
            }
            writer.text(suspicion ?? "")
        }
        return Array(SHA256.hash(data: writer.octets))
    }

    /// The document: members in a fixed order, no blanks.
    func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("version", 1)
            writer.member("key", key)
            writer.member("language", language)
            writer.member("region", region)
            writer.member("proof", proof.rawValue)
            writer.member("suspicion", suspicion)
            writer.member("repaired", isRepaired)
            writer.name("fields")
            writer.array { writer in
                for answer in answers {
                    writer.object { writer in
                        writer.member("name", answer.name)
                        writer.member("type", answer.kind)
                        writer.member("role", answer.role)
                        writer.member("label", answer.label)
                        writer.member("value", answer.value)
                        writer.member("shown", answer.shown)
                    }
                }
            }
            writer.name("files")
            writer.array { writer in
                for file in files {
                    writer.object { writer in
                        writer.member("field", file.field)
                        writer.member("name", file.name)
                        writer.member("media_type", file.mediaType)
                        writer.member("data", Data(file.octets).base64EncodedString())
                    }
                }
            }
        }
        return writer.octets
    }

    /// Reads a document; nil when it is none.
    init?(document octets: [UInt8]) {
        guard let document = try? JSONValue.read(octets), case .number("1") = document["version"],
            let key = document["key"]?.text, let language = document["language"]?.text
        else { return nil }
        self.key = key
        self.language = language
        region = document["region"]?.text
        proof = document["proof"]?.text.flatMap(Proof.init(rawValue:)) ?? .none
        suspicion = document["suspicion"]?.text
        isRepaired = document["repaired"] == .boolean(true)
        answers = []
        for field in document["fields"]?.elements ?? [] {
            guard let name = field["name"]?.text, let value = field["value"]?.text else { return nil }
            answers.append(
                Answer(
                    name: name,
                    kind: field["type"]?.text ?? "text",
                    role: field["role"]?.text,
                    label: field["label"]?.text ?? name,
                    value: value,
                    shown: field["shown"]?.text ?? value
                )
            )
        }
        files = []
        for file in document["files"]?.elements ?? [] {
            guard let name = file["name"]?.text, let data = file["data"]?.text, let octets = Data(base64Encoded: data)
            else { return nil }
            files.append(
                AcceptedFile(
                    field: file["field"]?.text ?? "",
                    name: FieldText.fileName(name),
                    mediaType: file["media_type"]?.text ?? "application/octet-stream",
                    octets: Array(octets)
                )
            )
        }
    }

    init(
        key: String,
        language: FormLanguage,
        proof: Proof,
        suspicion: String?,
        isRepaired: Bool,
        form: ValidatedForm,
        definition: FormDefinition
    ) {
        self.key = key
        self.language = language.tag
        self.proof = proof
        self.suspicion = suspicion
        self.isRepaired = isRepaired
        region = definition.region
        files = form.files
        // Agents read the questions in the desk's language, whichever one the customer was asked in.
        answers = form.answers.map { answer in
            let field = answer.field
            let shown =
                switch field.kind {
                case .select:
                    field.choices.first { $0.value == answer.value }?.shown(in: definition.language) ?? answer.value
                case .checkbox: FormWords.of(definition.language).yes
                default: answer.value
                }
            return Answer(
                name: field.name,
                kind: field.kind.rawValue,
                role: field.role?.rawValue,
                label: field.shown(in: definition.language),
                value: answer.value,
                shown: shown
            )
        }
    }
}
