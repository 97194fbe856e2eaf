/// How pages look: quiet surfaces, one accent, light and dark by the system's setting, from 360 px to wide.
enum DeskStyle {
    static let sheet = base + frame + lists + thread + forms + ServiceLevelStyle.sheet + PortalStyle.sheet
}

extension DeskStyle {
    fileprivate static let base = """
        :root{--bg:#f5f6f8;--surface:#fff;--sunk:#eef0f3;--ink:#1c2430;--soft:#5b6675;--line:#dfe3e9;--accent:#1f6f78;\
        --accent-ink:#fff;--accent-soft:#e2f0f1;--good:#1b7a45;--good-soft:#e1f3e8;--warn:#8a5a00;--warn-soft:#fdf1d8;\
        --bad:#b3261e;--bad-soft:#fce8e6;--note:#fff8e1;--note-line:#ecd9a0;--mark:#ffe9a8;--shadow:0 1px 2px #1c243014;\
        --radius:10px;--font:system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
        @media(prefers-color-scheme:dark){:root{--bg:#11151a;--surface:#181e25;--sunk:#0d1115;--ink:#e3e8ee;--soft:#98a4b3;\
        --line:#2a323c;--accent:#5fb6bf;--accent-ink:#0b1719;--accent-soft:#173337;--good:#6cc792;--good-soft:#15301f;\
        --warn:#e4b45a;--warn-soft:#33280f;--bad:#f2938c;--bad-soft:#3a1b19;--note:#292413;--note-line:#4d4220;\
        --mark:#6b5610;--shadow:none}}
        *,*::before,*::after{box-sizing:border-box}
        html{font:15px/1.5 var(--font);color:var(--ink);background:var(--bg);-webkit-text-size-adjust:100%}
        body{margin:0}
        h1{font-size:1.45rem;line-height:1.25;margin:0 0 1rem;font-weight:650;overflow-wrap:anywhere}
        h2{font-size:1rem;margin:0 0 .5rem;font-weight:650}
        h3{font-size:.85rem;margin:1rem 0 .25rem;color:var(--soft);font-weight:600}
        p{margin:0 0 .75rem}
        a{color:var(--accent)}
        a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,\
        summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        main:focus{outline:none}
        ul,ol{margin:0;padding:0;list-style:none}
        pre,code{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
        hr{border:0;border-top:1px solid var(--line);margin:.5rem 0;width:100%}
        mark{background:var(--mark);color:inherit;border-radius:3px}
        summary{cursor:pointer;color:var(--soft);width:fit-content}
        .quiet,small{color:var(--soft)}
        .lead{color:var(--soft);max-width:46rem}
        .empty{color:var(--soft);text-align:center;padding:3rem 1rem;background:var(--surface);border:1px dashed var(--line);\
        border-radius:var(--radius)}
        .skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;z-index:9;background:var(--surface);padding:.5rem 1rem}
        .row{display:flex;flex-wrap:wrap;gap:.6rem;align-items:center}.row>input[type=search]{flex:1 1 12rem;width:auto}
        .card{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);padding:1rem;\
        box-shadow:var(--shadow);overflow-wrap:anywhere}
        main>form{margin-bottom:1rem}
        .chip{display:inline-block;font-size:.75rem;line-height:1.35rem;padding:0 .5rem;border-radius:99px;\
        background:var(--sunk);color:var(--soft);white-space:nowrap}
        .chip.good{background:var(--good-soft);color:var(--good)}
        .chip.warn,.chip.high,.chip.pending,.chip.on-hold{background:var(--warn-soft);color:var(--warn)}
        .chip.bad,.chip.urgent{background:var(--bad-soft);color:var(--bad)}
        .chip.new{background:var(--accent);color:var(--accent-ink)}
        .chip.open{background:var(--accent-soft);color:var(--accent)}
        .chip.channel{background:none;border:1px solid var(--line)}
        .notice{padding:.75rem 1rem;border-radius:var(--radius);background:var(--accent-soft);margin:0 0 1rem}
        .notice.bad{background:var(--bad-soft);color:var(--bad)}
        .notice.warn{background:var(--warn-soft);color:var(--warn)}
        .notice.good{background:var(--good-soft)}

        """

    fileprivate static let frame = """
        body.single{min-height:100vh;display:grid;place-items:center;padding:1rem}
        .narrow{width:min(26rem,100%);padding:2rem 1.75rem}
        .wide{max-width:52rem}
        .wordmark{font-weight:700;letter-spacing:-.01em;color:var(--accent);text-decoration:none;font-size:1.05rem}
        body.desk{display:grid;grid-template-columns:14.5rem minmax(0,1fr);min-height:100vh}
        .side{position:sticky;top:0;align-self:start;height:100vh;overflow-y:auto;padding:1.1rem .8rem;display:flex;\
        flex-direction:column;gap:.8rem;border-right:1px solid var(--line);background:var(--surface)}
        .side .wordmark{padding:0 .6rem}
        .side nav{display:flex;flex-direction:column;gap:1px}
        .side nav a{display:flex;justify-content:space-between;gap:.5rem;padding:.38rem .6rem;border-radius:7px;\
        color:var(--ink);text-decoration:none}
        .side nav a:hover{background:var(--sunk)}
        .side nav a[aria-current]{background:var(--accent-soft);color:var(--accent);font-weight:600}
        .side nav a.new{background:var(--accent);color:var(--accent-ink);justify-content:center;margin-bottom:.5rem;\
        font-weight:600}
        .count{color:var(--soft);font-variant-numeric:tabular-nums;font-size:.85rem}
        .side .me{margin-top:auto;padding:.5rem .6rem 0;display:flex;flex-wrap:wrap;gap:.2rem .8rem;font-size:.87rem;\
        align-items:center}
        body.desk>main{padding:1.6rem clamp(1rem,3vw,2.4rem) 4rem;max-width:84rem;width:100%}
        .tabs{display:flex;gap:.3rem;flex-wrap:wrap;margin-bottom:1rem}
        .tabs a{padding:.35rem .8rem;border-radius:99px;text-decoration:none;color:var(--soft);border:1px solid transparent}
        .tabs a[aria-current]{background:var(--surface);border-color:var(--line);color:var(--ink);font-weight:600}
        .paging{display:flex;gap:.6rem;justify-content:center;margin:1.5rem 0}
        @media(max-width:52rem){body.desk{display:block}.side{position:static;height:auto;border:0;\
        border-bottom:1px solid var(--line);padding:.7rem 1rem .5rem;display:grid;grid-template-columns:auto minmax(0,1fr);\
        align-items:center;gap:.5rem .8rem}.side nav{grid-column:1/-1;flex-direction:row;overflow-x:auto;gap:.2rem;\
        padding-bottom:.2rem}.side nav a{white-space:nowrap;padding:.35rem .6rem}.side nav a.new{margin:0}\
        .side hr{display:none}.side .me{grid-column:1/-1;margin:0;padding:0}body.desk>main{padding:1rem 1rem 4rem}}

        """

    fileprivate static let lists = """
        .tickets{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);overflow:hidden}
        .tickets li+li{border-top:1px solid var(--line)}
        .tickets a{display:grid;grid-template-columns:6.2rem minmax(0,1fr) minmax(0,11rem) 9.5rem;gap:.2rem 1rem;\
        padding:.7rem 1rem;color:inherit;text-decoration:none;align-items:start}
        .tickets a:hover,.tickets li.here a{background:var(--sunk)}
        .tickets .chip.status{justify-self:start}
        .tickets strong{font-weight:600;overflow-wrap:anywhere;margin-right:.4rem}
        .tickets .fresh strong{font-weight:700}
        .tickets .chip{margin-right:.3rem}
        .preview{display:block;color:var(--soft);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
        .found .preview{white-space:normal}
        .who,.when{min-width:0;overflow-wrap:anywhere}
        .who small,.when small{display:block}
        .when{text-align:right;color:var(--soft)}
        @media(max-width:64rem){.tickets a{grid-template-columns:minmax(0,1fr) auto}.tickets .what{grid-column:1/-1;\
        grid-row:2}.tickets .who{grid-row:3}.tickets .when{grid-row:1/2;grid-column:2}.tickets .who{grid-column:1/-1}\
        .who small{display:inline;margin-left:.5rem}}
        .people li a{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,2fr) auto;gap:.2rem 1rem;padding:.6rem 1rem;\
        background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);color:inherit;\
        text-decoration:none;margin-bottom:.4rem;overflow-wrap:anywhere}
        .people li a:hover{background:var(--sunk)}
        @media(max-width:40rem){.people li a{grid-template-columns:1fr}}
        .scroll{overflow-x:auto}.scroll table:has(thead){min-width:34rem}td form{display:inline-block;margin-right:.8rem}
        table{border-collapse:collapse;width:100%;background:var(--surface);border:1px solid var(--line);\
        border-radius:var(--radius);margin-bottom:1.5rem}
        th{font-weight:600;color:var(--soft);font-size:.85rem;text-align:left}
        th,td{padding:.5rem .8rem;vertical-align:top;border-bottom:1px solid var(--line)}
        td.name{overflow-wrap:anywhere;color:var(--soft);font-size:.85rem;max-width:22rem}
        .reason{color:var(--soft);overflow-wrap:anywhere}
        .cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem}
        .facts{margin:0}.facts div,.properties dl div{display:flex;gap:.8rem;padding:.15rem 0}
        .facts dt,.properties dt{color:var(--soft);min-width:7rem}.facts dd,.properties dd{margin:0;overflow-wrap:anywhere}
        .deliveries li{margin-bottom:.6rem}
        .source{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);padding:1rem;\
        white-space:pre-wrap;overflow-wrap:anywhere;max-height:70vh;overflow-y:auto}

        """

    fileprivate static let thread = """
        .ticket{display:grid;grid-template-columns:minmax(0,1fr) 18.5rem;gap:1.6rem;align-items:start}
        .ticket aside{display:grid;gap:1rem;position:sticky;top:1rem}
        .ticket-head{margin-bottom:1rem}.ticket-head p{margin:0}.ticket-head h1{margin:.1rem 0 .2rem}
        .rename form{display:flex;gap:.5rem;margin-top:.4rem}.rename summary{font-size:.85rem}
        @media(max-width:72rem){.ticket{grid-template-columns:minmax(0,1fr)}.ticket aside{position:static}}
        .timeline>li{margin-bottom:.9rem;scroll-margin-top:1rem}
        .event{color:var(--soft);font-size:.87rem;padding-left:1.1rem;border-left:2px solid var(--line);margin-left:1rem}
        .message{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);padding:.9rem 1.1rem;\
        box-shadow:var(--shadow);scroll-margin-top:1rem}
        .message:target{border-color:var(--accent)}
        .message.reply{margin-left:clamp(0rem,4vw,2.6rem);border-left:3px solid var(--accent)}
        .message.note{background:var(--note);border-color:var(--note-line);margin-left:clamp(0rem,4vw,2.6rem)}
        .chip.note{background:var(--note-line);color:var(--ink)}
        .message header{display:flex;flex-wrap:wrap;gap:.2rem .6rem;align-items:center;margin-bottom:.5rem}
        .message header time{margin-left:auto;color:var(--soft);font-size:.87rem}
        .message header .quiet{overflow-wrap:anywhere}
        .text{white-space:pre-wrap;overflow-wrap:anywhere}
        .subject{margin-bottom:.3rem}
        .quoted,.formatted,.why{margin-top:.6rem;font-size:.9rem}
        .quoted .text{color:var(--soft);border-left:2px solid var(--line);padding-left:.8rem;margin-top:.4rem}
        .why ul{list-style:disc;padding-left:1.2rem;color:var(--soft);margin:.2rem 0 .4rem}
        .why p{margin:.3rem 0}.why code{color:var(--soft)}
        iframe{width:100%;height:28rem;border:1px solid var(--line);border-radius:8px;background:#fff;resize:vertical;\
        overflow:auto;margin-top:.5rem}
        .fields{margin:0 0 .6rem}.fields div{display:flex;gap:.8rem}.fields dt{color:var(--soft);min-width:8rem}\
        .fields dd{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
        .files{display:flex;flex-wrap:wrap;gap:.5rem;margin-top:.6rem}
        .files li{border:1px solid var(--line);border-radius:8px;padding:.25rem .6rem;overflow-wrap:anywhere}
        .delivery{display:flex;flex-wrap:wrap;gap:.3rem .6rem;align-items:center;margin-top:.6rem;font-size:.9rem}
        .delivery details ol{list-style:decimal;padding-left:1.4rem;color:var(--soft)}
        .delivery details[open]{width:100%;order:9}
        .undo{display:flex;gap:.8rem;align-items:center;justify-content:space-between;margin:.6rem 0 0}
        .pick{display:none;margin:0;width:1.05rem;height:1.05rem}
        .ticket:has(.organize[open]) .pick{display:inline-block}
        .organize[open]{display:grid;gap:1rem}
        .organize form{display:grid;gap:.5rem;margin-top:.8rem;padding-top:.8rem;border-top:1px solid var(--line)}
        .identities li{padding:.15rem 0;overflow-wrap:anywhere}
        .others li{padding:.2rem 0;overflow-wrap:anywhere}
        .others form,.identities form,.delivery form{display:inline}
        .person h2{margin-bottom:.3rem}
        .evidence{list-style:disc;padding-left:1.2rem;margin-bottom:.6rem;font-size:.92rem}
        .pair{display:grid;grid-template-columns:minmax(0,1fr) auto minmax(0,1fr);gap:1rem;align-items:center;\
        margin-bottom:1.2rem;max-width:56rem}
        .arrow{font-size:1.6rem;color:var(--soft);margin:0}
        .split{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:1rem;\
        margin-bottom:1.5rem;align-items:start}
        @media(max-width:40rem){.pair{grid-template-columns:1fr}.arrow{transform:rotate(90deg);text-align:center}}

        """

    fileprivate static let forms = """
        label{display:grid;gap:.25rem;margin-bottom:.8rem;font-size:.9rem;color:var(--soft)}
        label.inline{display:inline-flex;align-items:center;gap:.5rem;margin:0}
        input,select,textarea{font:inherit;font-size:1rem;color:var(--ink);background:var(--surface);\
        border:1px solid var(--line);border-radius:8px;padding:.45rem .6rem;width:100%;min-width:0}
        label.inline select{width:auto;max-width:100%}
        input[type=checkbox]{width:auto;accent-color:var(--accent)}
        textarea{resize:vertical;line-height:1.55}
        button,.button{font:inherit;cursor:pointer;color:var(--ink);background:var(--surface);border:1px solid var(--line);\
        border-radius:8px;padding:.42rem .9rem;text-decoration:none;display:inline-block}
        button:hover,.button:hover{background:var(--sunk)}
        .primary{background:var(--accent);border-color:var(--accent);color:var(--accent-ink);font-weight:600}
        .primary:hover{background:var(--accent);filter:brightness(1.08)}
        button.link{border:0;background:none;padding:0;color:var(--accent);text-decoration:underline}
        button[disabled]{opacity:.6;cursor:default}
        .search input{background:var(--sunk);border-color:transparent}
        .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(13rem,100%),1fr));gap:0 1rem}
        .properties form{margin:0}.properties .row{margin-bottom:.8rem}.properties label{margin-bottom:.6rem}
        .composer{margin-top:1.4rem;display:grid;gap:.7rem;scroll-margin-top:1rem}
        .compose{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);padding:.7rem 1rem}
        .compose[open]{border-top:3px solid var(--accent);padding-bottom:1rem}
        .compose>summary{font-weight:600;color:var(--ink)}
        .compose.note[open]{background:var(--note);border-color:var(--note-line)}
        .compose.note textarea{background:transparent;border-color:var(--note-line)}
        .compose form{display:grid;gap:.7rem;margin-top:.7rem}
        .compose .row{justify-content:flex-end}.compose .row .quiet{margin-right:auto}
        .compose .inline{overflow:hidden;max-width:100%}
        .more summary{font-size:.9rem}.more label{margin-top:.5rem}
        .languages{margin-top:1rem}.me .languages{margin:0}
        dialog{border:1px solid var(--line);border-radius:var(--radius);background:var(--surface);color:var(--ink);padding:1.4rem}
        dialog::backdrop{background:#0006}
        kbd{font:12px/1.4 ui-monospace,monospace;border:1px solid var(--line);border-bottom-width:2px;border-radius:5px;\
        padding:0 .35rem;margin-right:.6rem}
        dialog p{margin:.3rem 0}
        @media(prefers-reduced-motion:no-preference){button,.button,.side nav a,.tickets a{transition:background .12s}}
        @media(max-width:40rem){.row>form,.compose .row>*{flex:1 1 auto}}

        """
}
