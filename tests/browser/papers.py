"""How newspapers lay out their pages: plain, as a theme does, by night, from right to left."""

from __future__ import annotations

STATIC = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>The Harbour Post</title></head>
<body><main><h1>[[headline]]</h1><p>The mayor spoke. [[extra]]</p>[[embed]]</main></body>
</html>
"""

# A theme whose style reaches for everything on the page, with words of its own that are ours too.
THEME = """<!doctype html>
<html lang="en-GB" class="no-js">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>[[headline]] – The Harbour Post</title>
<link rel="canonical" href="[[address]]">
<style nonce="paper">
  :root { --ink: #ff00ff; --space-4: 9rem; --target: 0px; }
  *, *::before { letter-spacing: 0.01em; }
  body { margin: 0; font: 18px/1.7 Georgia, serif; color: #28303d; background: #f4f7f5; }
  .entry-content { max-width: 610px; margin: 0 auto; padding: 0 20px; }
  .entry-content a { color: #c30; text-decoration: none; border-bottom: 3px dotted; }
  button, input, textarea { border-radius: 40px; background: #28303d; color: #fff; padding: 2em; }
  .comment { display: none; } .thread, .below { float: left; width: 50px; }
  article > footer { position: fixed; inset: 0; }
</style></head>
<body class="wp-singular post-template-default single single-post single-format-standard">
<div id="page" class="hfeed site"><main id="main" class="site-main">
<article id="post-112" class="post-112 post type-post status-publish format-standard entry">
<header class="entry-header"><h1 class="entry-title">[[headline]]</h1></header>
<div class="entry-content"><p>The mayor spoke. [[extra]]</p>
[[embed]]
</div></article></main></div></body>
</html>
"""

NIGHT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>The Harbour Post</title>
<style nonce="paper">
  html.night body { background: #111; color: #eee; }
  below-line { --accent: rgb(10, 200, 90); }
  below-line::part(author) { color: rgb(1, 2, 3); }
</style></head>
<body><main><h1>[[headline]]</h1><p>The mayor spoke. [[extra]]</p>[[embed]]</main></body>
</html>
"""

RIGHT_TO_LEFT = """<!doctype html>
<html lang="ar" dir="rtl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>بريد الميناء</title>
<style nonce="paper">body { margin: 1rem auto; max-width: 44rem; }</style></head>
<body><main><h1>[[headline]]</h1><p>تحدث العمدة. [[extra]]</p>[[embed]]</main></body>
</html>
"""
