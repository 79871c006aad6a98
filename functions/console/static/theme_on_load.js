"use strict";try{const e=localStorage.getItem("device-ca.theme");(e==="light"||e==="dark")&&(document.documentElement.dataset.theme=e)}catch{}
