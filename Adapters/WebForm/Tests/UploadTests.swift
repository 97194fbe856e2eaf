import ChannelKit
import ProviderKit
import Testing

@testable import WebFormAdapter

struct UploadTests {
    static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    static let docx: [UInt8] =
        [0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 22) + [19, 0, 0, 0] + Array("[Content_Types].xml".utf8)
        + Array(repeating: 1, count: 20)
    static let odt: [UInt8] =
        [0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 22) + [8, 0, 0, 0]
        + Array("mimetypeapplication/vnd.oasis.opendocument.text".utf8)
    static let zip: [UInt8] =
        [0x50, 0x4B, 3, 4] + Array(repeating: 0, count: 22) + [5, 0, 0, 0] + Array("a.exe".utf8)
    static let allFamilies = Set(FileType.Family.allCases)

    @Test(arguments: [
        (png, "shot.png", "image/png", "shot.png"), (png, "shot.PNG", "image/png", "shot.PNG"),
        (png, "shot.jpg", "image/png", "shot.jpg.png"), (png, "shot", "image/png", "shot.png"),
        (Array("%PDF-1.7".utf8), "bill.pdf", "application/pdf", "bill.pdf"),
        (Array("a,b\r\n1,2".utf8), "list.csv", "text/csv", "list.csv"),
        (Array("退款".utf8), "说明.txt", "text/plain", "说明.txt"),
        (Array("<3 you".utf8), "note.txt", "text/plain", "note.txt"),
        (docx, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a.docx"),
        (odt, "a.odt", "application/vnd.oasis.opendocument.text", "a.odt"),
        (zip, "a.zip", "application/zip", "a.zip"),
        ([0, 0, 0, 24] + Array("ftypheic".utf8), "IMG_1.HEIC", "image/heic", "IMG_1.HEIC"),
        ([0, 0, 0, 24] + Array("ftypisom".utf8), "a.mp4", "video/mp4", "a.mp4"),
        (Array("RIFF1234WEBPVP8 ".utf8), "picture.jpg", "image/webp", "picture.jpg.webp"),
    ])
    func `a file is what its bytes say`(
        _ octets: [UInt8],
        _ name: String,
        _ mediaType: String,
        _ keptName: String
    ) throws {
        let type = try #require(FileType.of(mediaType))
        #expect(
            UploadInspection.inspect(octets, name: name, families: Self.allFamilies) == .accepted(type, name: keptName)
        )
    }

    @Test(arguments: [
        (Array("MZ\u{90}\0".utf8) + [0, 1], "setup.exe", UploadInspection.Finding.refused),
        ([0x7F, 0x45, 0x4C, 0x46, 0, 0], "program", .refused),
        (Array("<!DOCTYPE html><script>".utf8), "page.txt", .refused),
        (Array("\u{FEFF}\n <svg onload=x>".utf8), "drawing.txt", .refused),
        (Array("<?xml version='1.0'?><svg/>".utf8), "drawing.svg", .refused),
        (Array("#!/bin/sh\nrm".utf8), "run.txt", .refused),
        (png, "setup.exe", .misleading), (png, "page.html", .misleading),
        (Array("%PDF-1.7".utf8), "bill.png", .misleading), (Array("words".utf8), "setup.exe", .misleading),
        (Array("words".utf8), "noending", .misleading), (zip, "a.docx", .misleading), (docx, "a.odt", .misleading),
        (Array("a\0b".utf8), "a.txt", .refused),
    ])
    func `a file that is not taken or misleads is refused`(
        _ octets: [UInt8],
        _ name: String,
        _ finding: UploadInspection.Finding
    ) {
        #expect(UploadInspection.inspect(octets, name: name, families: Self.allFamilies) == finding)
    }

    @Test func `a kind that is switched off is refused`() {
        #expect(UploadInspection.inspect(Self.png, name: "a.png", families: [.pdf]) == .refused)
        #expect(UploadInspection.inspect(Self.png, name: "a.exe", families: [.pdf]) == .refused)
    }

    @Test(arguments: [
        ("../../etc/passwd", "passwd"), ("C:\\Users\\ada\\bill.pdf", "bill.pdf"), (".htaccess", "htaccess"),
        ("", "file"), ("..", "file"), ("a/", "a"), ("a\u{202E}gnp.exe", "agnp.exe"), ("a\r\nb.txt", "a b.txt"),
        ("\u{200B}.txt", "\u{200B}.txt"), ("账单.pdf", "账单.pdf"),
    ])
    func `a file keeps its name without path and tricks`(_ raw: String, _ kept: String) {
        #expect(FieldText.fileName(raw) == kept)
    }

    @Test func `a long file name is cut and keeps its ending`() {
        let name = FieldText.fileName(String(repeating: "长", count: 100_000) + ".PDF")
        #expect(name.unicodeScalars.count <= 120)
        #expect(name.hasSuffix(".pdf"))
        #expect(FieldText.fileName(String(repeating: "a.", count: 100_000)).utf8.count <= 120)
    }

    @Test func `files reach the envelope with their sniffed types`() async throws {
        let sample = try FormSample()
        let body = try await Self.body(sample, files: [("files", "a/b/shot.png", Self.png), ("files", "", [])])
        let arrival = try await sample.post(body, type: "multipart/form-data; boundary=\"b-1\"").arrival()
        let envelope = try sample.adapter.normalize(arrival)[0]
        #expect(envelope.attachments.map(\.name) == ["shot.png"])
        #expect(envelope.attachments.map(\.contentType) == ["image/png"])
        #expect(envelope.attachments.map(\.content) == [.bytes(Self.png)])
        #expect(envelope.text == "It weaves.\r\nDoes it?".replacing("\r\n", with: "\n"))
    }

    @Test(arguments: [
        (["maximum_count": SettingValue.integer(1)], [png, png], "too-many-files"),
        (["maximum_size": .integer(11)], [png], "file-too-large"),
        (["maximum_total": .integer(20)], [png, png], "files-too-large"),
        ([:], [[UInt8]()], "file-empty"), ([:], [Array("MZ\0".utf8)], "file-type-refused"),
        ([:], [Array("%PDF-1".utf8)], "file-name-misleads"),
    ])
    func `files over a limit are refused and the page says that they must be chosen again`(
        _ uploads: [String: SettingValue],
        _ files: [[UInt8]],
        _ code: String
    ) async throws {
        let sample = try FormSample(["uploads": .object(uploads)])
        let body = try await Self.body(sample, files: files.map { ("files", "shot.png", $0) })
        let type = "multipart/form-data; boundary=b-1"
        let page = try await sample.post(body, type: type).answer()
        #expect(page.status == 422)
        #expect(page.text.contains("please choose them again"))
        #expect(page.text.contains("Ada Lovelace"))
        let problem = await sample.post(body, type: type, headers: [HeaderField("Accept", "application/json")])
        let errors = try problem.answer().member("errors")?.elements ?? []
        #expect(errors.compactMap { $0["code"]?.text } == [code])
        #expect(errors.compactMap { $0["field"]?.text } == ["files"])
    }

    /// The standard form with files as a browser sends it.
    static func body(_ sample: FormSample, files: [(String, String, [UInt8])]) async throws -> [UInt8] {
        var fields = FormSample.complete
        fields["_token"] = try await sample.token()
        var body: [UInt8] = []
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            body += Array("--b-1\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        for (field, name, octets) in files {
            let head = "--b-1\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\n"
            body += Array((head + "Content-Type: application/x-anything\r\n\r\n").utf8) + octets + [13, 10]
        }
        return body + Array("--b-1--\r\n".utf8)
    }
}
