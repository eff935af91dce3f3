cat > bad.yaml <<'YAML'
metadata: { slug: bad }
steps:
  - id: run
    action: http_pots
    path: /x
  - id: read
    action: http_get
    path: x
    expect: { statsu: 200 }
comparisons:
  - { target: a.tif, method: raster_stat }
YAML
$PROFILE validate bad.yaml
