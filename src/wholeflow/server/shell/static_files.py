"""Static files under names that carry a hash, so browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it ships no types
    """Also rewrites the imports inside our modules, or old and new would meet."""

    support_js_module_import_aggregation = True
