import ChannelKit
import ProviderKit

/// What a program is asked to send: planned once, the same for every attempt.
enum DeliveryRequest {
    /// The parts of a reply: pieces of text, then files.
    ///
    /// - Throws: `DeliveryFailure` when the reply cannot be sent by the program.
    static func plan(_ reply: OutboundReply, by traits: ProviderTraits) throws(DeliveryFailure) -> [OutboundPart] {
        guard traits.replies else {
            throw DeliveryFailure(
                .never,
                reason: Wording("This channel sends no replies (`replies: false`).", "此渠道不发送回复（`replies: false`）。")
            )
        }
        let plan = try ReplyPlan(reply, by: traits)
        let pieces = plan.pieces()
        return plan.parts(of: pieces) { position, piece in
            var members: [String: JSONValue] = [
                "conversation": .text(OneLine.text(plan.place.conversation)),
                "group": .boolean(plan.place.isGroup),
                "text": .text(piece),
                "part": JSONValue(position + 1),
                "parts": JSONValue(pieces.count),
                "ticket": JSONValue(reply.ticketNumber),
                "purpose": .text(Self.purpose(reply.purpose)),
                "subject": .text(OneLine.text(reply.subject)),
            ]
            members["thread"] = plan.place.thread.map { .text(OneLine.text($0)) }
            members["recipient"] = plan.recipient.map { .text(OneLine.text($0)) }
            members["reply_to"] = position == 0 ? plan.parentID.map { .text($0) } : nil
            members["author"] = reply.authorName.map { .text(OneLine.text($0)) }
            members["language"] = reply.language.map { .text(OneLine.text($0, maximumBytes: 35)) }
            return .object(members)
        }
    }

    /// A program is told that it is a notice, whoever it is for.
    private static func purpose(_ purpose: OutboundReply.Purpose) -> String {
        (purpose == .staffNotice ? .notice : purpose).rawValue
    }

    /// The parameters of an attempt; a part with a file is written where the program can read it.
    ///
    /// - Parameters:
    ///   - part: the part, planned here.
    ///   - context: the attempt.
    ///   - folder: the folder that program and gateway hand files to each other in.
    /// - Returns: the parameters, and the file, to be removed after the attempt.
    /// - Throws: `DeliveryFailure` when the part is none that was planned here, or the file cannot be written.
    static func params(
        of part: OutboundPart,
        _ context: DeliveryContext,
        files folder: String
    ) throws(DeliveryFailure) -> (JSONValue, ExchangedFile?) {
        var members: [String: JSONValue]
        var file: ExchangedFile?
        if let posting = FilePosting(part) {
            let written = try write(part.body, in: folder)
            file = written
            members = ["conversation": .text(posting.conversation), "text": ""]
            if !posting.thread.isEmpty { members["thread"] = .text(posting.thread) }
            if !posting.parentID.isEmpty { members["reply_to"] = .text(posting.parentID) }
            members["attachments"] = [
                [
                    "name": .text(posting.name), "content_type": .text(part.mediaType),
                    "size": JSONValue(part.body.count), "path": .text(written.path),
                ]
            ]
        } else {
            guard let planned = try? JSONValue(parsing: part.body), planned.isObject else {
                throw DeliveryFailure(
                    .never,
                    reason: Wording("The stored part is not one of this channel's.", "已存储的部分不属于此渠道。")
                )
            }
            members = planned.members
            members["attachments"] = []
        }
        members["request_id"] = .text(context.idempotencyKey)
        members["attempt"] = JSONValue(context.attempt)
        members["may_repeat"] = .boolean(context.mayRepeat)
        members["time_limit_ms"] = JSONValue(context.timeLimit.components.seconds * 1000)
        return (.object(members), file)
    }

    private static func write(_ octets: [UInt8], in folder: String) throws(DeliveryFailure) -> ExchangedFile {
        do { return try ExchangedFile(octets, in: folder) } catch {
            throw DeliveryFailure(
                .later(after: nil),
                reason: Wording("The file cannot be stored for the program.", "无法为程序存储该文件。"),
                detail: "\(error)"
            )
        }
    }
}
