"""What the shop says when something is not there or does not work: one sentence what, one what to do."""

from __future__ import annotations

from ocmp_app.presenters.content.model import ErrorText, Link

PLACEHOLDERS = frozenset({"query", "page", "last_page", "product", "reference"})
"""What the page supplies: the words searched, the page asked for, the last page, the ended service, the error's number."""

NOT_FOUND = ErrorText(
    title="ページが見つかりません",
    happened="お探しのページは、アドレスが変わったか、掲載が終わっている可能性があります。",
    remedy="アドレスをお確かめになるか、検索または下のリンクからお進みください。",
    links=(
        Link(label="トップページ", href="/"),
        Link(label="サービスを探す", href="/search"),
        Link(label="よくあるご質問", href="/faq"),
        Link(label="資料請求・お問い合わせ", href="/inquiry"),
    ),
)

ENDED_SERVICE = ErrorText(
    title="このサービスの掲載は終了しました",
    happened="「{product}」は、新しいお申し込みの受付と掲載を終了しています。",
    remedy="下に挙げた近い内容のサービスをご検討ください（ご契約中の方は、マイページの契約一覧をご覧ください）。",
    links=(
        Link(label="サービスを探す", href="/search"),
        Link(label="契約一覧", href="/mypage/contracts"),
        Link(label="資料請求・お問い合わせ", href="/inquiry"),
    ),
)

SERVER_ERROR = ErrorText(
    title="ただいま表示できません",
    happened="こちら側の問題により、ご要望の処理を完了できませんでした。",
    remedy="少し時間をおいてもう一度お試しになり、続くようでしたら、番号 {reference} を添えてお問い合わせください。",
    links=(
        Link(label="トップページ", href="/"),
        Link(label="資料請求・お問い合わせ", href="/inquiry"),
    ),
)

CONNECTION_LOST = ErrorText(
    title="通信が切れています",
    happened="サーバーとの通信が一時的に切れています。",
    remedy="入力した内容は残っていますので、自動的につながるまで、画面を閉じずにそのままお待ちください。",
)

CONNECTION_RESTORED = "通信が戻りました。続けてご利用いただけます。"

PAGE_PAST_END = ErrorText(
    title="該当ページがありません",
    happened="検索結果は{last_page}ページまでで、{page}ページ目はありません。",
    remedy="最後のページをご覧になるか、条件を変えて検索してください。",
    links=(Link(label="サービスを探す", href="/search"),),
)
LAST_PAGE_LINK = "最後のページ（{last_page}ページ目）を表示する"

NO_HIT = ErrorText(
    title="該当するサービスがありません",
    happened="「{query}」に、いまの条件で合うサービスは見つかりませんでした。",
    remedy="条件を一つずつ外すか、言葉を短くして、もう一度お試しください。",
    links=(
        Link(label="すべてのサービスを見る", href="/search"),
        Link(label="資料請求・お問い合わせ", href="/inquiry"),
    ),
)

NO_HIT_WITHOUT_WORD = ErrorText(
    title="該当するサービスがありません",
    happened="いまの条件に合うサービスは見つかりませんでした。",
    remedy="条件を一つずつ外して、もう一度お試しください。",
    links=NO_HIT.links,
)

NO_FAQ_HIT = ErrorText(
    title="該当する質問がありません",
    happened="「{query}」に合う質問は見つかりませんでした。",
    remedy="別の言葉で探すか、資料請求・お問い合わせからお尋ねください。",
    links=(Link(label="資料請求・お問い合わせ", href="/inquiry"),),
)
