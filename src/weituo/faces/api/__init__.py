"""The REST API, `/api/v1`: what other programs may ask and do, under the same permissions as the pages."""
