"""推奨環境 (R1, R5): what a browser needs for the shop itself; each service states its own on its page."""

from __future__ import annotations

from ocmp_app.presenters.content.model import Section, text

TITLE = "推奨環境"

LEAD = text("""
    オープンクラウドマーケットプレースの画面を快適にお使いいただくための環境です。
    ここに掲載のない環境では、正しく表示や操作ができないことがあります。
""")

SECTIONS: tuple[Section, ...] = (
    Section(
        id="browser",
        title="ブラウザー",
        text=text("""
            次のブラウザーの、現在提供されている最新版をご利用ください。

            - Google Chrome
            - Microsoft Edge
            - Mozilla Firefox
            - Safari

            提供元のサポートが終わったブラウザーや、Internet Explorerには対応していません。
        """),
    ),
    Section(
        id="settings",
        title="ブラウザーの設定",
        text=text("""
            - **JavaScript**：有効にしてください。検索やお申し込みの画面で使用します。
            - **Cookie**：有効にしてください。ログインの状態を保つために使用します。

            複数の画面（タブ）で同時に開いても、ご利用いただけます。
        """),
    ),
    Section(
        id="network",
        title="通信",
        text=text("""
            TLS 1.2以上による暗号化通信が必要です。社内のプロキシーやセキュリティ製品によって接続できない場合は、
            ネットワークの管理者にご相談ください。

            通信が一時的に切れても、戻ると自動的に再開します。入力中の内容は失われません。
        """),
    ),
    Section(
        id="screen",
        title="画面の大きさ",
        text=text("""
            パソコンでは、1024×768ピクセル以上の画面をおすすめします。
            小さい画面や拡大表示では、内容に合わせて並びが変わります。
        """),
    ),
    Section(
        id="phone",
        title="スマートフォン・タブレット",
        text=text("""
            スマートフォンやタブレットのブラウザーでも、検索からお申し込み、マイページの手続きまでご利用いただけます。
            専用のアプリは必要ありません。
        """),
    ),
    Section(
        id="accessibility",
        title="キーボードと読み上げ",
        text=text("""
            すべての操作をキーボードだけで行えます。各ページの先頭にある「本文へ」を使うと、メニューを飛ばして本文に移れます。
            画面読み上げソフトでもお使いいただけるよう、見出しや入力欄の名前を整えています。
            お困りのことがありましたら、[資料請求・お問い合わせ](/inquiry)からお知らせください。
        """),
    ),
    Section(
        id="files",
        title="ダウンロードするファイル",
        text=text("""
            請求の明細は、PDFとCSVの形式でダウンロードできます。PDFの表示には、ブラウザーまたはPDFを表示できるソフトをご用意ください。
        """),
    ),
    Section(
        id="services",
        title="各サービスの利用環境",
        text=text("""
            このページは、本マーケットプレースの画面についてのご案内です。お申し込みになるサービスの条件はサービスごとに異なりますので、
            商品ページの「利用環境」でご確認ください。[サービスを探す](/search)から各商品ページへお進みいただけます。
        """),
    ),
)
