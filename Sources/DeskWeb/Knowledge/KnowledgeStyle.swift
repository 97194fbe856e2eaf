/// How articles look, and the pages they are written on.
enum KnowledgeStyle {
    static let sheet = """
        .seek{flex-wrap:nowrap;margin:0 0 1.6rem}.seek input{flex:1 1 auto}.seek button{flex:none}
        .articles li{padding:.35rem 0;overflow-wrap:anywhere}
        .articles .preview{white-space:normal}
        .popular{margin:2rem 0 1.6rem}
        .crumbs{font-size:.92rem}
        .article{line-height:1.65;overflow-wrap:anywhere;margin-bottom:1.2rem}
        .article h2{font-size:1.2rem;margin:1.6rem 0 .6rem}.article h3{font-size:1.05rem;color:var(--ink);margin:1.3rem 0 .5rem}
        .article h4,.article h5,.article h6{margin:1.1rem 0 .4rem}
        .article ul{list-style:disc;padding-left:1.4rem;margin-bottom:.75rem}
        .article ol{list-style:decimal;padding-left:1.6rem;margin-bottom:.75rem}
        .article li{margin-bottom:.25rem}
        .article img{max-width:100%;height:auto;border-radius:8px}
        .article blockquote{margin:0 0 .75rem;padding-left:.9rem;border-left:3px solid var(--line);color:var(--soft)}
        .article pre{background:var(--sunk);padding:.7rem .9rem;border-radius:8px;white-space:pre-wrap}
        .article code{background:var(--sunk);border-radius:4px;padding:0 .2rem}
        .article table{width:100%;border-collapse:collapse;margin-bottom:1rem}
        .feedback{margin-top:1.6rem}.feedback form{margin:0}
        fieldset{border:1px solid var(--line);border-radius:var(--radius);margin:0 0 1rem;padding:.8rem 1rem .2rem;min-width:0}
        legend{font-weight:600;padding:0 .4rem}
        main>section.card,main>form.card{margin-bottom:1.2rem}
        .choices{display:flex;flex-wrap:wrap;gap:.5rem 1.2rem;margin-bottom:.8rem}
        .team{margin-bottom:.6rem}.team form{margin-top:.8rem}
        .team.level-1{margin-left:1.2rem}.team.level-2{margin-left:2.4rem}.team.level-3,.team.level-4{margin-left:3.6rem}
        .submit{margin-bottom:.8rem}
        #suggestions h2{margin-top:.2rem}
        .preview-pane .card{margin-bottom:1rem}
        .pictures li{display:flex;flex-wrap:wrap;gap:.5rem .9rem;align-items:center;margin-bottom:.7rem;overflow-wrap:anywhere}
        .pictures img{width:5rem;height:3.6rem;object-fit:cover;border-radius:6px;border:1px solid var(--line)}
        .pictures input{flex:1 1 12rem;width:auto}

        """
}
