import CQRCode

/// A QR symbol as an inline drawing.
enum QRCode {
    /// Draws a text; nil when it is too long for a symbol.
    ///
    /// Black on white in both themes, with the quiet zone of four modules that readers need.
    static func svg(_ text: String, label: String) -> HTML? {
        let octets = Array(text.utf8)
        guard (1...1_000).contains(octets.count),
            let symbol = QRcode_encodeData(CInt(octets.count), octets, 0, QR_ECLEVEL_M)
        else { return nil }
        defer { QRcode_free(symbol) }
        let width = Int(symbol.pointee.width)
        guard width > 0, let modules = symbol.pointee.data else { return nil }
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                // Bit 0 of a module says whether it is dark; the others are the library's own.
                guard modules[row * width + column] & 1 == 1 else {
                    column += 1
                    continue
                }
                let start = column
                while column < width, modules[row * width + column] & 1 == 1 { column += 1 }
                path += "M\(start + 4) \(row + 4)h\(column - start)v1h-\(column - start)z"
            }
        }
        let side = width + 8
        return """
            <svg class="qr" role="img" aria-label="\(label)" viewBox="0 0 \(side) \(side)" width="232" height="232" \
            shape-rendering="crispEdges"><rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(path)"/></svg>
            """
    }
}
