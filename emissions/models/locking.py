"""What hangs on an approved balance stays as it is."""

import pgtrigger


def child_of_approved_is_locked(name: str) -> pgtrigger.Trigger:
    """Lines and totals of an approved balance cannot be added, changed or removed, nor moved to another balance.

    The balance is locked while its children are written: who approves it meanwhile waits, and approves all of them.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("owner", "bigint"), ("approved", "timestamptz")],
        func="""
            FOREACH owner IN ARRAY CASE TG_OP
                WHEN 'INSERT' THEN ARRAY[NEW.balance_id]
                WHEN 'DELETE' THEN ARRAY[OLD.balance_id]
                ELSE ARRAY[OLD.balance_id, NEW.balance_id]
            END LOOP
                SELECT approved_at INTO approved FROM emissions_balance WHERE id = owner FOR SHARE;
                IF approved IS NOT NULL THEN
                    RAISE EXCEPTION 'an approved balance does not change'
                        USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_balance_does_not_change';
                END IF;
            END LOOP;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )
