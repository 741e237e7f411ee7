"""Who read which secret, and when: a file that is only ever added to. It never holds a value (C9)."""

from arcadia.platform.audit.trail import AuditTrail, SecretRead

__all__ = ["AuditTrail", "SecretRead"]
