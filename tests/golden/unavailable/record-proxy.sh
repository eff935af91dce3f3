$PROFILE record proxy --target http://127.0.0.1:9/weppcloud/ --out rec
