import Foundation

/// Reads a submission in JSON: one object with a member for each field, and files as `{"name": …, "data": base64}`.
enum JSONSubmissionReader {
    static func read(_ body: [UInt8]) throws(UnreadableSubmission) -> SubmittedForm {
        guard case .object(let members) = try JSONValue.read(body) else {
            throw .malformed("JSON: the submission is no object")
        }
        var form = SubmittedForm()
        for member in members {
            switch member.value {
            case .null: form.values[member.name] = [""]
            case .boolean(let flag): form.values[member.name] = [flag ? "yes" : ""]
            case .number(let text): form.values[member.name] = [text]
            case .string(let text): form.append(text: text.utf8, named: member.name)
            case .array(let elements): form.files += try files(elements, field: member.name)
            case .object: throw .malformed("JSON: `\(member.name.prefix(64))` is an object")
            }
        }
        guard members.count + form.files.count <= SubmittedForm.maximumParts else {
            throw .excessive("more than \(SubmittedForm.maximumParts) values")
        }
        return form
    }

    private static func files(_ elements: [JSONValue], field: String) throws(UnreadableSubmission) -> [SubmittedFile] {
        var files: [SubmittedFile] = []
        for element in elements {
            guard let name = element["name"]?.text, let data = element["data"]?.text,
                let octets = Data(base64Encoded: data)
            else {
                throw .malformed("JSON: a file of `\(field.prefix(64))` is no {\"name\": …, \"data\": base64}")
            }
            files.append(SubmittedFile(field: field, name: name, octets: Array(octets)))
        }
        return files
    }
}
