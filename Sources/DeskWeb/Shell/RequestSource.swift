import HTTPTypes

/// Whether a change was asked for by one of our own pages, as browsers tell it.
enum RequestSource {
    /// Whether the request's own words speak against it.
    ///
    /// A request that says nothing is no browser's and has no cookie to abuse; the form token decides.
    static func isForeign(_ headers: HTTPFields, site: DeskSite, authority: String?) -> Bool {
        if let fetch = HTTPField.Name("Sec-Fetch-Site").flatMap({ headers[$0] }), fetch != "same-origin",
            fetch != "none"
        {
            return true
        }
        guard let origin = headers[.origin] else { return false }
        if origin == site.origin { return false }
        // The desk may be reached by another name of the same host, such as localhost; the browser vouches for both.
        return authority == nil || WebOrigin.authority(of: origin).map(String.init) != authority
    }
}
