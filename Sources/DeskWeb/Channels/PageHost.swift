import ChannelKit
import DeskModel
import HTTPTypes
import Hummingbird
import TicketStorage

extension DeskSite {
    /// What a channel's page is told of the desk, and of the customer whose browser asks.
    ///
    /// Only pages that are looked at are told who looks: a submission says itself who writes.
    func host(for request: Request) async throws -> WebHost {
        try await brand.read(from: services.store)
        var host = WebHost(
            brandName: brand.current.name.isEmpty ? nil : brand.name,
            brandSheet: brand.sheet?.path,
            brandLogo: brand.logoPath
        )
        guard request.method == .get,
            let customer = try await CustomerSessions(site: self).signedIn(request.headers, at: services.now())?
                .customer
        else { return host }
        host.visitorName = customer.name.isEmpty ? nil : customer.name
        if customer.identity.key.kind == .email { host.visitorEmail = customer.identity.address }
        return host
    }
}
