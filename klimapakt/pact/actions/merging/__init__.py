from klimapakt.pact.actions.merging.merge import Preview, merge_partners, preview

__all__ = ["Preview", "merge_partners", "preview"]
