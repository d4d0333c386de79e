import datetime as dt, pytest
from klimapakt.pact import actions, demo, documents
from klimapakt.pact.models import *
from partners.models import Partner, User
from tests.factories import UserFactory
from tests.lib import pdf_ua
from klimapakt.pact.actions.progress_report import new_report
pytestmark = pytest.mark.django_db

def test_x():
    demo.load(partners=30, seed=2035, today=dt.date(2026, 11, 25))
    import time
    n=0
    from emissions.models import Balance
    from klimapakt.pact.demo.people import PIONEER
    ps=[Partner.objects.get(slug=PIONEER)]+list(actions.partners_of(2024))[:3]
    for p in ps:
        y=[b for b in p.balances.all() if b.approved_at][0].year
        for lang in ("de","en"):
            r=new_report(partner=p,year=y,language=lang,with_costs=True,contacts="Kim (a@b.example)",logo=None,by=UserFactory())
            t=time.time(); c=documents.progress_report(r); print(p, y, time.time()-t)
            open(f"/tmp/wp_{p.slug}_{lang}.pdf","wb").write(c)
            assert pdf_ua.check(c)=={}
            from klimapakt.pact.documents.progress_report import sheets
            print([ (s.title,len(list(s.rows))) for s in sheets(r)])
