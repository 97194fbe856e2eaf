import ChannelKit
import DeskModel
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import MessageRouting
import TicketStorage

/// `POST /help/requests/:number/messages`: writes in a request.
///
/// The message is an arrival of ``PortalChannel`` like any other: journaled, then routed to the request by its signed token.
enum RequestMessage {
    private static let maximumTextBytes = 200_000
    private static let maximumFiles = 10

    static func submit(_ exchange: Exchange) async throws -> Response {
        let request = try await exchange.request()
        guard let channel = exchange.site.services.portal else { throw PageProblem.notFound }
        let text = exchange.form["text"] ?? ""
        let files = exchange.files.filter { $0.field == "file" }
        if let problem = problem(text, files, exchange.words) {
            return RequestShow.answer(request, exchange, draft: text, problem: problem, status: .unprocessableContent)
        }
        let customer = try exchange.requester
        if let seconds = exchange.site.portalThrottle.take(.customer(customer.identity.id), at: exchange.now) {
            throw PageProblem.tooMany(retryAfter: seconds)
        }
        let arrival = try arrival(text, files, request, customer, channel, exchange)
        do {
            let accepted = try await exchange.site.services.intake.accept([arrival], cursor: nil)
            return .seeOther(try await place(of: accepted.first, request, exchange))
        } catch let refusal as IntakeRefusal {
            return refused(refusal, request, text, exchange)
        }
    }

    private static func problem(_ text: String, _ files: [SubmittedFile], _ words: Words) -> String? {
        if files.isEmpty, text.allSatisfy(\.isWhitespace) {
            return words.say("Please write something.", "请填写内容。")
        }
        if text.utf8.count > maximumTextBytes {
            return words.say("This is too long. Please send the rest as a file.", "内容过长，请将其余部分作为附件发送。")
        }
        if files.count > maximumFiles {
            return words.say("Please send at most \(maximumFiles) files.", "最多可发送 \(maximumFiles) 个附件。")
        }
        return nil
    }

    private static func arrival(
        _ text: String,
        _ files: [SubmittedFile],
        _ request: CustomerRequest,
        _ customer: Customer,
        _ channel: PortalChannel,
        _ exchange: Exchange
    ) throws -> RawArrival {
        let message = PortalMessage(
            identity: customer.identity.key,
            address: customer.identity.address,
            name: customer.name,
            token: channel.replyToken(request.number),
            subject: request.subject,
            text: text,
            files: files.map(PortalMessage.File.init),
            route: route(request, customer, exchange.site.services.directory),
            language: exchange.words.language.rawValue
        )
        return RawArrival(
            channel: PortalChannel.id,
            externalID: ExternalID(rawValue: exchange.requestKey ?? TokenDigest.of(exchange.site.makeToken())),
            receivedAt: exchange.now,
            mediaType: PortalMessage.mediaType,
            verdict: .signed,
            settingsVersion: "1",
            body: try message.document()
        )
    }

    /// Where an answer goes: back the way that leads to the customer, else by mail to the address that is signed in.
    private static func route(
        _ request: CustomerRequest,
        _ customer: Customer,
        _ directory: ChannelDirectory
    ) -> ReplyRoute {
        if let leg = request.ways.first(where: { SignInWay($0, in: directory) != nil }) {
            var route = leg.route
            route.channel = leg.channel
            return route
        }
        guard customer.identity.key.kind == .email, let mail = SignInWay.mailChannel(in: directory) else {
            return ReplyRoute(target: nil, address: "")
        }
        return ReplyRoute(channel: mail.id, target: customer.identity.key, address: customer.identity.address)
    }

    /// The page of the request that the message went to, which is another one when this is closed for good.
    private static func place(
        of acceptance: ArrivalAcceptance?,
        _ request: CustomerRequest,
        _ exchange: Exchange
    ) async throws -> String {
        let waiting = "/help/requests/\(request.number)?sent=1"
        guard let acceptance else { return waiting }
        let store = exchange.store
        let arrival = ArrivalID(rawValue: acceptance.arrival)
        let services = exchange.site.services
        let results = try await services.watch.results(of: arrival, within: services.submissionPatience) {
            try await store.results(of: arrival)
        }
        guard let number = results?.lazy.compactMap(\.ticketNumber).first else { return waiting }
        return "/help/requests/\(number)#newest"
    }

    private static func refused(
        _ refusal: IntakeRefusal,
        _ request: CustomerRequest,
        _ text: String,
        _ exchange: Exchange
    ) -> Response {
        let words = exchange.words
        let problem: String
        let status: HTTPResponse.Status
        switch refusal {
        case .busy, .unavailable:
            problem = words.say(
                "We could not store your message just now. Please try again in a minute; it is still here.",
                "暂时无法保存您的消息，内容已保留，请稍后重试。"
            )
            status = .serviceUnavailable
        case .tooLarge:
            problem = words.say("The files are too large together.", "附件总大小超出限制。")
            status = .contentTooLarge
        }
        if case .unavailable(let reason) = refusal {
            exchange.logger.error("Nothing can be journaled", metadata: ["reason": "\(reason.prefix(500))"])
        }
        var response = RequestShow.answer(request, exchange, draft: text, problem: problem, status: status)
        if let seconds = IntakeAnswer.seconds(of: refusal) { response.headers[.retryAfter] = "\(seconds)" }
        return response
    }
}

extension PortalMessage.File {
    /// A file that a customer sends; its name loses any path.
    init(_ file: SubmittedFile) {
        let name = file.name.split { "/\\".contains($0) }.last.map(String.init) ?? ""
        self.init(
            name: String((name.isEmpty ? "file" : name).prefix(100)),
            contentType: String(file.contentType.prefix(100)),
            bytes: Data(file.octets)
        )
    }
}
